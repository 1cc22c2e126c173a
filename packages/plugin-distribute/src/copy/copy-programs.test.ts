import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type Build, sh } from '@fck/core';
import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { addedBytesProgram } from './additions.js';
import { CopyFolders, type Files, type Form, run } from './copy-folders.test.helper.js';
import { receiveExits } from './receiving.js';
import { sendProgram } from './send-program.js';
import { parseTransferred } from './transferred.js';

const files = {
  'lib/a.py': 'a = 1\n',
  'lib/b.py': 'b = 1\n',
  'lib/deep/c.py': 'c = 1\n',
  'bin/tool': '#!/bin/sh\n',
  'bin/run': 'echo not to be run yet\n',
};
/** What a line of code changes in a build. */
const changed = { ...files, 'lib/b.py': 'b = 2\n', 'lib/new.py': 'new = 1\n' };

const forms: readonly Form[] = ['in Python', 'in shell'];
let folders: CopyFolders;
let first: Build;
beforeEach(() => setUp('in Python'));

function setUp(form: Form): void {
  folders?.remove();
  folders = new CopyFolders(form);
  first = folders.seal(folders.source, 'shop_00001_abc', files, {
    'lib/link': 'a.py',
    'lib/away': '/nowhere',
  });
}
afterAll(() => folders.remove());

/** Copies a build, which must succeed, and tells what was transferred. */
function copied(build: Build, base?: Build, prepared?: string) {
  const { status, stdout, stderr } = folders.copy(build, base, undefined, prepared);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(folders.standing(folders.target, build)).toBe(folders.standing(folders.source, build));
  expect(readdirSync(folders.target.builds).filter((name) => name.startsWith('.'))).toEqual(['.copying']);
  expect(statSync(join(folders.target.builds, '.copying')).mode & 0o077).toBe(0);
  return parseTransferred(stdout);
}

describe.each(forms)('a copy that is received %s', (form) => {
  beforeEach(() => setUp(form));

  it('arrives unchanged: files, modes, links', () => {
    expect(copied(first)).toMatchObject({ files: 5, allFiles: 5 });
    const place = folders.target.build(first.name);
    expect(readlinkSync(join(place, 'lib/link'))).toBe('a.py');
    expect(statSync(join(place, 'bin/tool')).mode & 0o777).toBe(0o555);
    expect(statSync(place).mode & 0o777).toBe(0o555);
  });

  it('arrives though the names of its files do not fit into a pipe', () => {
    const long = 'long'.repeat(20);
    const many = Array.from({ length: 1500 }, (_, at) => [`${long}/${long}-${at}`, randomBytes(500)]);
    const build = folders.seal(folders.source, 'shop_00002_abc', Object.fromEntries(many));
    expect(copied(build)).toMatchObject({ files: 1500 });
  });

  it('needs no temporary folder', () => {
    const send = sh`TMPDIR=/nowhere sh -c ${sendProgram(folders.source, first).text}`;
    expect(folders.copy(first, undefined, send)).toMatchObject({ status: 0, stderr: '' });
  });

  it('brings only what an earlier build does not have, and links the rest', () => {
    copied(first);
    const second = folders.seal(folders.source, 'shop_00002_abc', changed);
    expect(copied(second, first)).toMatchObject({ files: 2, bytes: 14, allFiles: 6 });
    expect(folders.names(second, 'lib/a.py')).toBe('2');
    expect(folders.names(second, 'lib/b.py')).toBe('1');
  });

  it('does so too after the source could not be reached', () => {
    copied(first);
    const second = folders.seal(folders.source, 'shop_00002_abc', changed);
    expect(folders.copy(second, first, sh`exit 255`).status).toBe(receiveExits.unreached);
    expect(copied(second, first)).toMatchObject({ files: 2, allFiles: 6 });
    expect(folders.names(second, 'lib/a.py')).toBe('2');
  });

  it('does so too where the sender does not have that build', () => {
    copied(first);
    const second = folders.seal(folders.source, 'shop_00002_abc', changed);
    run(sh`chmod -R u+w ${folders.source.build(first.name)} && rm -r ${folders.source.build(first.name)}`);
    expect(copied(second, first)).toMatchObject({ files: 2, allFiles: 6 });
  });

  it('does so too where its own copy was changed by what followed it', () => {
    const own = folders.seal(folders.target, first.name, { ...files, 'lib/a.py': 'a = 3\n', static: '' });
    const second = folders.seal(folders.source, 'shop_00002_abc', changed);
    expect(copied(second, own)).toMatchObject({ files: 3, allFiles: 6 });
  });

  it('fetches a file of which only the mode is another', () => {
    copied(first);
    const second = folders.seal(folders.source, 'shop_00002_abc', files);
    run(sh`chmod a+x ${join(folders.source.build(second.name), 'bin/run')}`);
    expect(copied(second, first)).toMatchObject({ files: 1 });
    expect(statSync(join(folders.target.build(second.name), 'bin/run')).mode & 0o777).toBe(0o555);
    expect(statSync(join(folders.target.build(first.name), 'bin/run')).mode & 0o777).toBe(0o444);
  });

  it('takes no file from an earlier build that was written to after it was sealed', () => {
    copied(first);
    const tampered = join(folders.target.build(first.name), 'lib/a.py');
    run(sh`chmod u+w ${tampered}; echo more >>${tampered}`);
    const second = folders.seal(folders.source, 'shop_00002_abc', changed);
    expect(copied(second, first)).toMatchObject({ files: 3 });
  });

  it('is the same for whatever a file may be called', () => {
    const part = fc
      .string({
        unit: fc.constantFrom(...'ab-.\'"\\\n\r\t $*[]üÁÂÈ😀/@x='.split('/').join('')),
        minLength: 1,
        maxLength: 6,
      })
      .filter((name) => name !== '.' && name !== '..');
    const tree = fc.dictionary(
      fc.array(part, { minLength: 1, maxLength: 2 }).map((parts) => parts.join('/')),
      fc.string({ maxLength: 5 }),
      { minKeys: 40, maxKeys: 60 },
    );
    fc.assert(
      fc.property(tree, tree, (before, after) => {
        const own = new CopyFolders(form);
        try {
          const [one, other] = [withoutClashes(before), withoutClashes({ ...before, ...after })];
          const base = own.seal(own.source, 'shop_00001_abc', one);
          const build = own.seal(own.source, 'shop_00002_abc', other);
          for (const [next, earlier] of [[base], [build, base]] as const) {
            expect(own.copy(next, earlier)).toMatchObject({ status: 0, stderr: '' });
            expect(own.standing(own.target, next)).toBe(own.standing(own.source, next));
          }
        } finally {
          own.remove();
        }
      }),
      { numRuns: 4 },
    );
  });
});

/** No file can stand where another one's folder is. */
function withoutClashes(tree: Files): Files {
  const taken = Object.keys(tree).map((path) => path.split('/')[0]);
  return Object.fromEntries(
    Object.entries(tree).filter(
      ([path]) => path.includes('/') || taken.filter((name) => name === path).length === 1,
    ),
  );
}

describe('what a build adds to an earlier one', () => {
  const added = (build: Build, base: Build) =>
    run(addedBytesProgram(folders.source, build, base)).stdout.trim();

  it('is the size of the files that are new or other', () => {
    expect(added(folders.seal(folders.source, 'shop_00002_abc', changed), first)).toBe('14');
    expect(added(folders.seal(folders.source, 'shop_00003_abc', files), first)).toBe('0');
  });

  it('is not told if a name is odd', () => {
    expect(added(folders.seal(folders.source, 'shop_00002_abc', { ...files, 'odd\n': '' }), first)).toBe('');
  });

  it('is not told of a build that is not there, or is another one', () => {
    const second = folders.seal(folders.source, 'shop_00002_abc', changed);
    expect(added(second, { ...first, name: 'shop_00009_abc' })).toBe('');
    expect(added(second, { ...first, checksum: 'other' })).toBe('');
  });
});

describe('a copy that was prepared while its build was made', () => {
  const prepare = (own = true) => folders.prepare({ ...first, own }, 'token');
  const ahead = (...path: string[]) => join(folders.target.builds, '.incoming-ahead', ...path);

  it.each([
    ['by this run', 'token'],
    ['by an earlier run', undefined],
  ])('%s takes over what is equal, whose files are no links then, and nothing else', (_run, token) => {
    copied(first);
    expect(prepare()).toMatchObject({ status: 0, stderr: '' });
    const { 'lib/deep/c.py': _, ...others } = changed;
    const second = folders.seal(folders.source, 'shop_00002_abc', others, { 'lib/link': 'b.py' });
    expect(copied(second, first, token)).toMatchObject({ files: 2, allFiles: 5 });
    expect(folders.names(second, 'lib/a.py')).toBe('1');
    expect(folders.standing(folders.target, first)).toBe(folders.standing(folders.source, first));
  });

  it('takes nothing over that is not as it was sealed, or is half', () => {
    copied(first);
    prepare();
    run(sh`cd ${ahead()} && chmod u+w bin lib/a.py && echo more >>lib/a.py && chmod a-w lib/a.py &&
      rm -f bin/tool && chmod 555 lib/b.py && chmod 600 lib/deep/c.py`);
    const second = folders.seal(folders.source, 'shop_00002_abc', files);
    expect(copied(second, first)).toMatchObject({ files: 0, allFiles: 5 });
  });

  it('trusts no checksum of a file that was written to since, though its size and time are the same', () => {
    copied(first);
    prepare();
    const file = ahead('lib/a.py');
    run(sh`cp -p ${file} ${folders.root}/as-it-was; chmod u+w ${file}; echo 'a = 9' >${file}; chmod a-w ${file};
      touch -r ${folders.root}/as-it-was ${file}`);
    copied(folders.seal(folders.source, 'shop_00002_abc', changed), first, 'token');
  });

  it('has made the links to what is equal, if later work changes nothing', () => {
    copied(first);
    expect(prepare(false)).toMatchObject({ status: 0, stderr: '' });
    const kept = statSync(join(folders.target.spare, 'lib')).ino;
    const second = folders.seal(folders.source, 'shop_00002_abc', changed);
    expect(copied(second, first, 'token')).toMatchObject({ files: 2, allFiles: 6 });
    expect(folders.names(second, 'lib/a.py')).toBe('2');
    expect(statSync(join(folders.target.build(second.name), 'lib')).ino).toBe(kept);
  });

  it('links no file that was written to since', () => {
    copied(first);
    prepare(false);
    const tampered = join(folders.target.build(first.name), 'lib/a.py');
    run(sh`chmod u+w ${tampered}; echo more >>${tampered}`);
    const second = folders.seal(folders.source, 'shop_00002_abc', changed);
    expect(copied(second, first, 'token')).toMatchObject({ files: 3 });
  });

  it('makes the links again if another run prepared them', () => {
    copied(first);
    prepare(false);
    const second = folders.seal(folders.source, 'shop_00002_abc', changed);
    expect(copied(second, first, 'other')).toMatchObject({ files: 2, allFiles: 6 });
  });

  it('leaves nothing if no copy follows', () => {
    copied(first);
    const before = readdirSync(folders.target.builds);
    prepare(false);
    // For another role of the host.
    prepare(false);
    expect(readdirSync(folders.target.builds)).not.toEqual(before);
    expect(folders.discard()).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(folders.target.builds)).toEqual(before);
  });

  it('leaves a removed build at its place if no copy follows', () => {
    copied(first);
    folders.seal(folders.target, 'shop_00000_abc', files);
    run(sh`mv -- ${folders.target.build('shop_00000_abc')} ${folders.target.spare}`);
    const before = readdirSync(folders.target.builds);
    prepare(false);
    expect(folders.discard()).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(folders.target.builds)).toEqual(before);
    expect(readdirSync(folders.target.spare)).toContain('build.json');
  });

  it('gives way to what a broken copy left', () => {
    copied(first);
    prepare();
    const second = folders.seal(folders.source, 'shop_00002_abc', changed);
    run(sh`mkdir ${join(folders.target.builds, `.incoming-${second.name}`)}`);
    copied(second, first);
  });
});

describe('a copy to where a removed build was kept', () => {
  const spare = () => folders.target.spare;
  const { 'lib/deep/c.py': _, ...without } = changed;
  let second: Build;
  beforeEach(() => {
    copied(first);
    second = folders.seal(folders.source, 'shop_00002_abc', changed);
    copied(second, first);
    run(sh`mv -- ${folders.target.build(first.name)} ${spare()}`);
  });

  /** A third build is made of the first, on top of the second. */
  function copiedThird(files: Files): ReturnType<typeof copied> {
    const third = folders.seal(folders.source, 'shop_00003_abc', files, { 'lib/link': 'b.py' });
    const transferred = copied(third, second);
    expect(folders.standing(folders.target, second)).toBe(folders.standing(folders.source, second));
    return transferred;
  }
  const third = (path: string) => join(folders.target.build('shop_00003_abc'), path);

  it('is made of it: what is equal stays, the rest is linked or fetched', () => {
    const kept = statSync(join(spare(), 'bin')).ino;
    expect(copiedThird({ ...without, 'lib/other.py': 'other = 1\n' })).toMatchObject({
      files: 1,
      allFiles: 6,
    });
    expect(statSync(third('bin')).ino).toBe(kept);
    expect(statSync(third('lib/b.py')).nlink).toBe(2);
  });

  it('takes no file from it that was written to after it was sealed', () => {
    run(
      sh`cd ${spare()} && chmod u+w bin && rm -f bin/tool && echo other >bin/tool && ln bin/tool bin/again`,
    );
    expect(copiedThird(without)).toMatchObject({ files: 0, allFiles: 5 });
    expect(statSync(third('bin/tool')).nlink).toBe(2);
  });

  it('with missing files gets links to them', () => {
    run(sh`cd ${spare()} && chmod u+w lib && rm -f lib/a.py`);
    expect(copiedThird(without)).toMatchObject({ files: 0, allFiles: 5 });
    expect(statSync(third('lib/a.py')).nlink).toBe(2);
  });

  it('that is half removed does without it', () => {
    run(sh`cd ${spare()} && chmod u+w . && mv build.json .made-by-fck`);
    expect(copiedThird(without)).toMatchObject({ files: 0, allFiles: 5 });
  });
});

describe.each(forms)('a copy %s that broke off', (form) => {
  beforeEach(() => setUp(form));

  const incoming = () => join(folders.target.builds, `.incoming-${first.name}`);

  /** What a killed run leaves: some files whole, one in half. */
  function breakOff(): void {
    copied(first);
    const place = folders.target.build(first.name);
    run(sh`mv ${place} ${incoming()} && cd ${incoming()} && find . -type d -exec chmod u+w {} + &&
      mkdir ${`${incoming()}.lists`} && echo ${first.checksum} >${`${incoming()}.lists/sum`} &&
      chmod u+w lib/a.py && printf 'a =' >lib/a.py && rm -f lib/b.py build.json && echo >extra`);
  }

  it('resumes with complete files', () => {
    breakOff();
    expect(copied(first)).toMatchObject({ files: 2, allFiles: 5 });
  });

  it('begins from scratch where it was of another build of that name', () => {
    breakOff();
    run(sh`echo 0 >${`${incoming()}.lists/sum`}`);
    expect(copied(first)).toMatchObject({ files: 5 });
  });

  it('is removed when another build is copied', () => {
    breakOff();
    run(sh`chmod a-w ${`${incoming()}/lib`}`);
    copied(folders.seal(folders.source, 'shop_00002_abc', changed));
  });

  it('replaces an unfinished folder at its path, but not a finished one', () => {
    mkdirSync(join(folders.target.build(first.name), 'half'), { recursive: true });
    writeFileSync(join(folders.target.build(first.name), '.made-by-fck'), '');
    copied(first);
    expect(folders.copy(first)).toMatchObject({ status: 0, stdout: 'there\n' });
  });
});

describe.each(forms)('what fck did not make, for a copy %s,', (form) => {
  beforeEach(() => setUp(form));

  const precious = (...path: string[]) => {
    const folder = join(folders.target.builds, ...path);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'precious'), '');
    return join(folder, 'precious');
  };

  it('stays at the place of a build, which is refused', () => {
    const file = precious(first.name);
    expect(folders.copy(first).status).toBe(receiveExits.foreign);
    writeFileSync(join(folders.target.build(first.name), 'build.json'), '{\n  "name": "other"\n}\n');
    expect(folders.copy(first).status).toBe(receiveExits.foreign);
    expect(existsSync(file)).toBe(true);
  });

  it('stays at the place of a build as a link, too', () => {
    const file = precious('elsewhere');
    symlinkSync('elsewhere', folders.target.build(first.name));
    expect(folders.copy(first).status).toBe(receiveExits.foreign);
    expect(existsSync(file)).toBe(true);
  });

  it.each([
    '.incoming-photos',
    '.incoming-ahead',
    '.incoming-ahead.lists',
    '.incoming-other_00001_abc',
    '.spare',
  ])('is not swept away or used, though it is called %s', (name) => {
    const file = precious(name);
    const second = folders.seal(folders.source, 'shop_00002_abc', changed);
    expect(folders.copy(first).status).toBe(0);
    expect(folders.copy(second, first).status).toBe(0);
    expect(existsSync(file)).toBe(true);
  });
});

describe.each(forms)('a copy %s is refused', (form) => {
  beforeEach(() => setUp(form));

  it.each([
    ['changed', sh`chmod u+w lib/a.py && echo x >>lib/a.py`],
    ['missing', sh`chmod u+w lib && rm -f lib/a.py`],
  ])('if a file of the source is %s', (_, spoil) => {
    run(sh`cd ${folders.source.build(first.name)} && ${spoil}`);
    const { status, stderr } = folders.copy(first);
    expect(status).toBe(receiveExits.differs);
    expect(stderr).toContain('./lib/a.py');
    expect(existsSync(folders.target.build(first.name))).toBe(false);
  });

  it('if the source does not have it, or has another one', () => {
    expect(folders.copy({ ...first, name: 'shop_00009_abc' }).status).toBe(receiveExits.gone);
    expect(folders.copy({ ...first, checksum: 'other' }).status).toBe(receiveExits.gone);
  });

  it('if the source cannot be reached', () => {
    expect(folders.copy(first, undefined, sh`exit 255`).status).toBe(receiveExits.unreached);
    const brokenOff = sh`printf 'list whole gzip 1000\nabc'`;
    expect(folders.copy(first, undefined, brokenOff).status).toBe(receiveExits.unreached);
    expect(existsSync(folders.target.build(first.name))).toBe(false);
  });

  it('if the stream breaks off; what arrived whole is kept', () => {
    const noise = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, randomBytes(500_000)]));
    const big = folders.seal(folders.source, 'shop_00003_abc', noise);
    const cut = sh`sh -c ${sendProgram(folders.source, big).text} | stdbuf -o0 head -c 1300000`;
    expect(folders.copy(big, undefined, cut).status).not.toBe(0);
    expect(existsSync(folders.target.build(big.name))).toBe(false);
    expect(copied(big)).toMatchObject({ files: 2, allFiles: 4 });
  });
});
