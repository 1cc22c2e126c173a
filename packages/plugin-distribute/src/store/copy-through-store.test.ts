import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Builder, definePlugin, type FckConfig, isFckError, type Selection, sh } from '@fck/core';
import { folderHosts, type TestProject, testFck } from '@fck/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { run } from '../copy/copy-folders.test.helper.js';
import { Preparations } from '../copy/preparations.js';
import { copyFrom } from '../copy-from.js';
import distribute from '../index.js';
import { StoreCopies } from './copy-through-store.js';
import { HttpStore, SIGNATURE } from './http-store.test.helper.js';
import { idleWorker } from './idle-worker.test.helper.js';

type Files = Readonly<Record<string, string | Buffer>>;

const big = randomBytes(1_200_000);
const plain: Files = {
  'lib/a.py': 'a = 1\n',
  'lib/b.py': 'b = 1\n',
  'lib/same.py': 'a = 1\n',
  'lib/empty.py': '',
  'bin/tool': '#!/bin/sh\n',
  'ü/😀 x.txt': 'odd\n',
  'a.bin': big,
  'again.bin': big,
};
/** Files whose names are written escaped always travel. */
const site: Files = { ...plain, 'back\\slash': 'odd\n', 'new\nline': 'odd\n' };

let store: HttpStore;
let project: TestProject;
/** What the next build is made of. */
let files: Files;

beforeEach(async () => {
  store = new HttpStore();
  await store.listen();
  files = site;
  project = await testFck(config(), [distribute, store.plugin(), maker]);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await project.remove();
  store.close();
});

/** @param web more of the role `web` */
function config(web: object = {}): Partial<FckConfig> {
  return {
    keep_builds: 2,
    roles: {
      builder: { hosts: folderHosts('builder-1'), build: { files: {} } },
      web: {
        hosts: folderHosts('web-1', 'web-2'),
        build: { copy_from: { role: 'builder', via: 'memory' } },
        ...web,
      },
    },
  };
}

const schema = z.object({});
const filesBuilder: Builder<typeof schema> = {
  about: 'Makes a build of the files of the test.',
  schema,
  kind: 'made',
  async build(context) {
    const name = context.nameFor('abc');
    // The folder is where the host has its root: plain files are made by this process.
    const folder = project.pathOn(context.host.name, 'builds', name);
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), content);
      if (path.startsWith('bin/')) chmodSync(join(folder, path), 0o755);
    }
    symlinkSync('a.py', join(folder, 'lib/link'));
    mkdirSync(join(folder, 'nothing'));
    return { name, commit: 'abc', sources: [] };
  },
};
const maker = definePlugin({
  name: 'files',
  apply(fck) {
    fck.builders.register('files', filesBuilder);
  },
});

/** Builds, and tells what was said of it. */
async function build(selection: Selection = {}): Promise<string> {
  const before = project.events.length;
  await project.fck.run(['build'], selection);
  return notesSince(before);
}

const notesSince = (before: number): string =>
  project.events
    .slice(before)
    .flatMap((event) => (event.type === 'note' ? event.text : []))
    .join('\n');

/** All that is said of a build of `web` that fails. */
async function failure(): Promise<string> {
  const before = project.events.length;
  const thrown: unknown = await project.fck.run(['build'], { roles: ['web'] }).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!isFckError(thrown)) throw new Error('the build did not fail');
  return [JSON.stringify(project.events.slice(before)), thrown.code, thrown.message, thrown.detail].join(
    '\n',
  );
}

/** All that there is in a build's folder: kind, mode, path, content; when each file was changed, and each folder. */
function standing(host: string, name: string, times = '%Ts'): string {
  const time = `%y %m ${times} %p -> %l\\0`;
  return run(
    sh`cd ${project.pathOn(host, 'builds', name)} && find . ! -name files.sha256 -printf ${time} | LC_ALL=C sort -z; find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum`,
  ).stdout;
}

const FIRST = 'test_00001_abc';
/** All that most tests need. */
/** The names of the builds that are kept, once for each form of it. */
const builds = () => [...store.objects.keys()].flatMap((key) => /builds\/([^/]+)/.exec(key)?.[1] ?? []);

const two = { hosts: ['builder-1', 'web-1'] };
const SECOND = 'test_00002_abc';

describe('a copy through an object store', () => {
  it('works with a Python that takes names of files for ASCII', async () => {
    const bin = project.pathOn('builder-1', 'bin');
    mkdirSync(bin, { recursive: true });
    const python = run(sh`command -v python3`).stdout.trim();
    const program = sh`exec ${python} -X utf8=0 "$@"`;
    writeFileSync(join(bin, 'python3'), `#!/bin/sh\n${program.text}\n`, { mode: 0o755 });
    vi.stubEnv('PATH', `${bin}:${process.env['PATH']}`);
    await build(two);
    expect(standing('web-1', FIRST)).toBe(standing('builder-1', FIRST));
  });

  it('arrives unchanged on all hosts, and is stored once', async () => {
    await build();
    const made = standing('builder-1', FIRST);
    expect(made).toContain('lib/link');
    expect(standing('web-1', FIRST)).toBe(made);
    expect(standing('web-2', FIRST)).toBe(made);
    expect(store.requests.filter((request) => request.startsWith('PUT'))).toHaveLength(store.packs().length);
    // A file that is there twice is stored once.
    const [, pack] = [...store.objects]
      .filter(([key]) => key.includes('/objects/'))
      .sort(([, a], [, b]) => a.body.length - b.body.length);
    expect(pack?.[1].body.length).toBeLessThan(1.1 * big.length);
  });

  it('stores and fetches only what the next build does not have in common with it', async () => {
    files = plain;
    await build();
    const stored = store.packs();
    store.requests = [];
    files = { ...plain, 'lib/b.py': 'b = 2\n', 'lib/new.py': 'new = 1\n' };
    const said = await build();
    expect(said).toContain(`${SECOND}: 2 of 10 files are new in test://bucket/: 0.0 MiB stored by builder-1`);
    expect(said).toMatch(/2 of 10 files, 0\.0 MiB compressed\) from test:/);
    // What is linked has the time of the earlier build.
    expect(standing('web-1', SECOND, '-')).toBe(standing('builder-1', SECOND, '-'));
    const fresh = store.packs().filter((key) => !stored.includes(key));
    expect(fresh).toHaveLength(2);
    // Of what there was already, only the index is looked at, where it is said what there is.
    expect(store.requests.filter((request) => !fresh.some((key) => request.endsWith(key)))).toHaveLength(1);
  });

  it('gives a host that has nothing yet all of it, from old packs and new ones', async () => {
    await build(two);
    files = { ...site, 'lib/b.py': 'b = 2\n' };
    await build(two);
    await build({ hosts: ['web-2'] });
    expect(standing('web-2', SECOND)).toBe(standing('builder-1', SECOND));
  });

  it('puts small packs together before a build needs too many', async () => {
    const few = definePlugin({
      name: 'few-packs',
      apply(fck) {
        fck.builders.register('copy_from', copyFrom(new StoreCopies(new Preparations(), 3)));
      },
    });
    const own = project;
    project = await testFck(config(), [few, store.plugin(), maker]);
    try {
      for (const number of [1, 2, 3, 4]) {
        files = { ...files, [`lib/${number}.py`]: `n = ${number}\n` };
        await build(two);
      }
      store.requests = [];
      await build({ hosts: ['web-2'] });
      expect(store.requests.length).toBeLessThanOrEqual(3);
      expect(standing('web-2', 'test_00004_abc')).toBe(standing('builder-1', 'test_00004_abc'));
    } finally {
      await project.remove();
      project = own;
    }
  });

  it('comes from what the store keeps where no host of the other role has it any more', async () => {
    await build(two);
    const made = standing('builder-1', FIRST, '-');
    const folder = project.pathOn('builder-1', 'builds', FIRST);
    run(sh`chmod -R u+w ${folder} && rm -r ${folder}`);
    expect(await build({ hosts: ['web-2'] })).toContain(
      `${FIRST} is what memory keeps of builder: No host of`,
    );
    expect(standing('web-2', FIRST, '-')).toBe(made);
  });

  it('is none that a host was rolled back from, be it from a host or from the store', async () => {
    await build(two);
    files = { ...site, 'lib/b.py': 'b = 2\n' };
    await build(two);
    const state = project.pathOn('web-1', 'state.json');
    const known = JSON.parse(readFileSync(state, 'utf8'));
    known.builds[SECOND].status = 'rejected';
    writeFileSync(state, JSON.stringify(known));
    await build({ hosts: ['web-2'] });
    expect(existsSync(project.pathOn('web-2', 'builds', FIRST))).toBe(true);
    const folder = project.pathOn('web-2', 'builds', FIRST);
    const made = project.pathOn('builder-1', 'builds');
    run(sh`chmod -R u+w ${folder} ${made} && rm -r ${folder} ${made}`);
    expect(await build({ hosts: ['web-2'] })).toContain(`${FIRST} is what memory keeps of builder`);
    expect(existsSync(project.pathOn('web-2', 'builds', SECOND))).toBe(false);
  });

  it('never shows its URLs', async () => {
    await build({ roles: ['builder'] });
    store.refuses = (request) => (request.startsWith('GET') ? 403 : undefined);
    const text = await failure();
    expect(text).toContain('the store answers 403');
    expect(text).not.toContain(SIGNATURE);
  });
});

describe('what goes wrong in between', () => {
  it('is refused if the store returns other bytes, and leaves nothing on the host', async () => {
    await build({ roles: ['builder'] });
    store.refuses = (request) => {
      if (request.startsWith('GET'))
        for (const key of store.packs()) store.objects.get(key)?.body.fill(0, 10, 60);
      return undefined;
    };
    const text = await failure();
    expect(text).toMatch(/in the store is not what (it was|its name says)/);
    expect(existsSync(project.pathOn('web-1', 'builds', FIRST))).toBe(false);
  });

  it('is tried again where it may pass', async () => {
    const met = new Set<string>();
    store.refuses = (request) => {
      if (met.has(request)) return undefined;
      met.add(request);
      return 503;
    };
    await build(two);
    expect(standing('web-1', FIRST)).toBe(standing('builder-1', FIRST));
  });

  it('is stored again if it was removed from the store', async () => {
    await build(two);
    const [pack = ''] = store.packs();
    await store.remove([pack]);
    await build({ hosts: ['web-2'] });
    expect(store.packs()).toContain(pack);
    expect(standing('web-2', FIRST)).toBe(standing('builder-1', FIRST));
  });

  it('is not stored if a file was changed after the build was sealed', async () => {
    await build({ roles: ['builder'] });
    const file = project.pathOn('builder-1', 'builds', FIRST, 'lib/a.py');
    chmodSync(file, 0o644);
    writeFileSync(file, 'a = 3\n');
    const text = await failure();
    expect(text).toContain('./lib/a.py was changed after the build was sealed');
    expect([...store.objects.keys()].filter((key) => key.includes('/builds/'))).toEqual([]);
  });

  it('names the stores that there are', async () => {
    const { roles } = config();
    const other = {
      ...roles,
      web: { hosts: ['local'], build: { copy_from: { role: 'builder', via: 'memori' } } },
    };
    const wrong = await testFck({ roles: other }, [distribute, store.plugin(), maker]);
    try {
      await expect(wrong.fck.run(['build'])).rejects.toThrow(/memori/);
    } finally {
      await wrong.remove();
    }
  });
});

describe('the build that serves', () => {
  const serves = async (role: string) =>
    JSON.parse((await store.read(`test/serving/${role}.json`)) ?? '{}').build;
  /** What `web-2` gets that brings itself up. */
  async function broughtUp(): Promise<string[]> {
    const { fck } = project;
    const [host] = await fck.hosts({ hosts: ['web-2'] });
    if (!host) throw new Error('there is no web-2');
    fck.hooks.onlyHost.tap('test', () => host);
    await fck.run(['build'], { hosts: ['web-2'] });
    return [FIRST, SECOND].filter((name) => existsSync(project.pathOn('web-2', 'builds', name)));
  }

  beforeEach(async () => {
    await project.remove();
    project = await testFck(config({ activate: { idle: {} } }), [
      distribute,
      store.plugin(),
      maker,
      idleWorker(),
    ]);
  });

  it('is noted when an activation and when a roll-back has ended', async () => {
    await build(two);
    expect(await serves('web')).toBeUndefined();
    await project.fck.run(['activate'], two);
    expect(await serves('web')).toBe(FIRST);
    files = { ...site, 'lib/b.py': 'b = 2\n' };
    await build(two);
    expect(await serves('web')).toBe(FIRST);
    await project.fck.run(['activate'], two);
    expect(await serves('web')).toBe(SECOND);
    await project.fck.run(['rollback'], two);
    expect(await serves('web')).toBe(FIRST);
  });

  it('is noted as it was made, by one host, whatever `post_build` made of it on each', async () => {
    await project.remove();
    const ownFiles = definePlugin({
      name: 'own-files',
      apply(fck) {
        fck.hooks.postBuild.tapPromise('own-files', async ({ host, modify, remote, buildPath }) => {
          if (host.role === 'web')
            await modify(() => remote.run(sh`echo ${host.name} >${`${buildPath}/host`}`));
        });
      },
    });
    const parts = [distribute, store.plugin(), maker, idleWorker(), ownFiles];
    project = await testFck(config({ activate: { idle: {} } }), parts);
    await build();
    expect(standing('web-1', FIRST)).not.toBe(standing('web-2', FIRST));
    store.requests = [];
    await project.fck.run(['activate'], { roles: ['web'] });
    expect(await serves('web')).toBe(FIRST);
    expect(builds()).toEqual([FIRST]);
    expect(store.requests).toEqual([]);
  });

  it('is what a machine gets that brings itself up, though a newer one is kept', async () => {
    await build(two);
    await project.fck.run(['activate'], two);
    files = { ...site, 'lib/b.py': 'b = 2\n' };
    await build(two);
    expect(await broughtUp()).toEqual([FIRST]);
  });

  it('is not guessed where its note was changed by hand', async () => {
    await build(two);
    await store.write('test/serving/web.json', '{"build": 1}');
    await expect(broughtUp()).rejects.toMatchObject({
      code: 'COPY_SERVING_UNREADABLE',
      message: expect.stringContaining('test/serving/web.json'),
    });
  });

  it('is recorded again by an activation, where its note was changed by hand', async () => {
    await build(two);
    await store.write('test/serving/web.json', 'web 1');
    await project.fck.run(['activate'], { ...two, force: true });
    expect(await serves('web')).toBe(FIRST);
  });

  it('is the newest one, where no host served any yet', async () => {
    await build(two);
    files = { ...site, 'lib/b.py': 'b = 2\n' };
    await build(two);
    expect(await broughtUp()).toEqual([SECOND]);
  });

  it('is never pruned, and a machine refuses any other in its place', async () => {
    await build(two);
    await project.fck.run(['activate'], two);
    for (const number of [2, 3, 4]) {
      files = { ...site, 'lib/b.py': `b = ${number}\n` };
      await build(two);
    }
    const keys = [...store.objects.keys()].filter((key) => key.includes(`/builds/${FIRST}/`));
    expect(keys).toHaveLength(1);
    await store.remove(keys);
    await expect(broughtUp()).rejects.toMatchObject({ code: 'COPY_SERVING_LOST' });
    expect(existsSync(project.pathOn('web-2', 'builds', SECOND))).toBe(false);
  });
});

describe('the store', () => {
  it('keeps what it does not know, and a plan says what a new build will push out of it', async () => {
    for (const number of [1, 2]) {
      files = { ...plain, 'lib/b.py': `b = ${number}\n` };
      await build(two);
    }
    await store.write('test/objects/precious', 'of somebody else');
    store.age(25 * 60 * 60 * 1000);
    const before = [...store.objects.keys()];
    const first = project.events.length;
    await project.fck.run(['build'], { ...two, dryRun: true });
    expect(notesSince(first)).toContain(
      `Once it is stored in test://bucket/, what need not stay there is removed: ${FIRST}.`,
    );
    expect([...store.objects.keys()]).toEqual(before);
    files = { ...plain, 'lib/b.py': 'b = 3\n' };
    await build(two);
    expect(builds()).not.toContain(FIRST);
    expect(builds()).toContain(SECOND);
    expect([...store.objects.keys()]).toContain('test/objects/precious');
  });

  it('loses builds that need not stay, and after a day what only they needed', async () => {
    for (const number of [1, 2, 3]) {
      files = { ...site, 'lib/b.py': randomBytes(2000).toString('hex') + number };
      await build(two);
    }
    expect(builds().sort()).toEqual([SECOND, 'test_00003_abc']);
    const before = store.packs();
    store.age(25 * 60 * 60 * 1000);
    files = { ...site, 'lib/b.py': 'b = 4\n' };
    await build(two);
    expect(builds().sort()).toEqual(['test_00003_abc', 'test_00004_abc']);
    // The first pack is needed still; what the first two builds had of their own is not.
    expect(before.filter((key) => store.packs().includes(key))).toHaveLength(3);
    expect(standing('web-1', 'test_00004_abc', '-')).toBe(standing('builder-1', 'test_00004_abc', '-'));
  });
});
