import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderHosts } from '@fck/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { type BuildProject, buildProject } from '../build/build-plugin.test.helper.js';

const BUILD = 'shop_00001_abc1234';

describe('verifying hosts', () => {
  let project: BuildProject;

  beforeEach(async () => {
    const files = { 'app.py': 'print()\n', "static/it's.css": 'a {}', 'odd\\name\nhere': 'x' };
    project = await buildProject({
      roles: {
        web: { hosts: folderHosts('one'), build: { write: { files } } },
        copies: { hosts: folderHosts('two', 'three'), build: { copy_from: { role: 'web' } } },
      },
    });
    await project.fck.run(['build']);
    for (const host of ['one', 'two', 'three']) makeWritable(pathOn(host));
  });

  const pathOn = (host: string, ...names: string[]) => project.pathOn(host, 'builds', BUILD, ...names);

  function makeWritable(path: string): void {
    chmodSync(path, lstatSync(path).mode | 0o200);
    if (!lstatSync(path).isDirectory()) return;
    for (const name of readdirSync(path)) makeWritable(join(path, name));
  }

  /** The problems of the hosts that have some, by host. */
  const problems = async () => {
    const rows = await project.fck.verify();
    return Object.fromEntries(
      rows.filter((row) => row.problems.length > 0).map((row) => [row.host, row.problems]),
    );
  };

  it('reads all files, and finds nothing wrong with builds that nobody touched', async () => {
    const rows = await project.fck.verify();
    const row = { build: BUILD, active: false, files: 4, problems: [] };
    expect(rows).toEqual([
      { host: 'one', role: 'web', ...row },
      { host: 'two', role: 'copies', ...row },
      { host: 'three', role: 'copies', ...row },
    ]);
  });

  it('names files that were changed, removed and added', async () => {
    writeFileSync(pathOn('two', 'app.py'), 'print(1)\n');
    rmSync(pathOn('two', "static/it's.css"));
    writeFileSync(pathOn('three', 'shell.php'), '');
    expect(await problems()).toEqual({
      two: [expect.stringMatching(/^2 files changed or missing: (\.\/)?app\.py, (\.\/)?static\/it's\.css$/)],
      three: ['1 file added: shell.php'],
    });
  });

  it('finds a change of a file with an odd name', async () => {
    writeFileSync(pathOn('two', 'odd\\name\nhere'), 'y');
    expect(await problems()).toMatchObject({ two: [expect.stringMatching(/^1 file changed or missing/)] });
  });

  it('finds a change that is hidden in the list and in the description, by comparing hosts', async () => {
    const sum = (text: string) => createHash('sha256').update(text).digest('hex');
    const list = readFileSync(pathOn('two', 'files.sha256'), 'utf8').replace(
      sum('print()\n'),
      sum('print(1)\n'),
    );
    writeFileSync(pathOn('two', 'app.py'), 'print(1)\n');
    writeFileSync(pathOn('two', 'files.sha256'), list);
    expect(await problems()).toEqual({ two: ['its list of files was changed'] });
    const description = JSON.parse(readFileSync(pathOn('two', 'build.json'), 'utf8'));
    writeFileSync(pathOn('two', 'build.json'), JSON.stringify({ ...description, checksum: sum(list) }));
    expect(await problems()).toEqual({ two: ['it is not the build of that name on one'] });
  });

  it('finds links and executable files that the list does not hold', async () => {
    symlinkSync('/etc/passwd', pathOn('two', 'link'));
    chmodSync(pathOn('three', 'app.py'), 0o755);
    const differ = 'its symbolic links or executable files differ from those on one';
    expect(await problems()).toEqual({ two: [differ], three: [differ] });
  });

  it('says which host has no build any more', async () => {
    rmSync(pathOn('three'), { recursive: true });
    expect(await project.fck.verify({ roles: ['copies'] })).toMatchObject([
      { host: 'two', build: BUILD },
      { host: 'three', build: undefined, files: 0, problems: [] },
    ]);
  });
});
