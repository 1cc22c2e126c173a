import { folderHosts } from '@fck/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { type BuildProject, buildProject } from '../build/build-plugin.test.helper.js';
import { setRoleValue } from '../config/set-role-value.test.helper.js';

const SITE = 'lib/python3.11/site-packages';

describe('the difference between two builds', () => {
  let project: BuildProject;

  const buildWith = async (commit: string, files: Readonly<Record<string, string>>) => {
    setRoleValue(project.fck, 'web', 'build.write', { files, commit });
    await project.fck.run(['build']);
  };

  beforeEach(async () => {
    project = await buildProject({
      roles: {
        web: { hosts: folderHosts('one'), build: { write: {} } },
        copies: { hosts: folderHosts('two'), build: { copy_from: { role: 'web' } } },
      },
    });
    await buildWith('aaaaaaa', {
      'app.py': '1',
      'gone.py': '',
      [`${SITE}/flask-3.0.0.dist-info/METADATA`]: '',
    });
    await buildWith('bbbbbbb', {
      'app.py': '2',
      'new.py': '',
      [`${SITE}/flask-3.0.3.dist-info/METADATA`]: '',
    });
  });

  const expected = {
    host: 'one',
    before: 'shop_00001_aaaaaaa',
    after: 'shop_00002_bbbbbbb',
    sources: [{ name: 'app', before: 'aaaaaaa000', after: 'bbbbbbb000' }],
    packages: [{ name: 'flask', before: '3.0.0', after: '3.0.3' }],
    files: {
      added: [`${SITE}/flask-3.0.3.dist-info/METADATA`, 'new.py'],
      removed: ['gone.py', `${SITE}/flask-3.0.0.dist-info/METADATA`],
      changed: ['app.py'],
    },
  };

  it('is that of the commits, the packages and the files', async () => {
    const { before, after } = expected;
    expect(await project.fck.diff({ before, after })).toEqual(expected);
    expect(await project.fck.diff({ before: '2', after: '1' })).toMatchObject({
      packages: [{ name: 'flask', before: '3.0.3', after: '3.0.0' }],
      files: { changed: ['app.py'] },
    });
  });

  it('is that of the last two, if nothing is active and none is named', async () => {
    expect(await project.fck.diff({}, { hosts: ['two'] })).toEqual({ ...expected, host: 'two' });
  });

  it('is refused for a build that is nowhere, with the names of those that are', async () => {
    await expect(project.fck.diff({ before: '7' })).rejects.toMatchObject({
      code: 'BUILD_UNKNOWN',
      message: expect.stringContaining('"7"'),
      hint: expect.stringContaining('shop_00002_bbbbbbb'),
    });
  });
});
