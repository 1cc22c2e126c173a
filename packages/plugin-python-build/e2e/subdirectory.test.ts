import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SiteFixture } from './site-fixture.js';

const pyproject = (name: string, more: string) => `[build-system]
requires = ["setuptools>=64", "setuptools-scm>=8"]
build-backend = "setuptools.build_meta"
[project]
name = "${name}"
${more}`;

describe('a project in a folder of a repository', () => {
  let site: SiteFixture;
  beforeAll(() => {
    site = new SiteFixture({
      'services/api/pyproject.toml': pyproject(
        'api',
        'dynamic = ["version"]\n[tool.setuptools_scm]\nroot = "../.."\nversion_file = "api/_version.py"\n',
      ),
      'services/api/requirements.txt': '../../libs/shared\n',
      // The tests import it from the repository, where the backend writes the module.
      'services/api/api/__init__.py': 'from shared import ANSWER\nfrom ._version import version\n',
      'services/api/tests/test_api.py':
        'import os, unittest, api\nclass T(unittest.TestCase):\n  def test(self):\n    assert api.ANSWER == 42 and os.path.exists("requirements.txt")\n',
      'libs/shared/pyproject.toml': pyproject('shared', 'version = "1.0"\n'),
      'libs/shared/shared/__init__.py': 'ANSWER = 42\n',
    });
    site.git('tag', '--annotate', '-m', 'a release', 'v3.2.1');
    site.entry = { subdirectory: 'services/api' };
  });
  afterAll(() => site.remove());

  const plan = { requirements: 'requirements.txt', tests: true };
  const inBuild = (name: string, code: string) =>
    execFileSync(join(site.builds, name, 'bin/python'), ['-c', code], { encoding: 'utf8' }).trim();
  const VERSION = 'import api, importlib.metadata as m; print(m.version("api"), api.ANSWER)';

  it('is built and tested there, beside the rest of the repository and with its tags', async () => {
    const { builds } = await site.run({ plan });
    expect(inBuild(builds[0]?.name ?? '', VERSION)).toBe('3.2.1 42');
    expect((await site.run({ plan })).builds).toEqual([]);
  });

  it('is built again when other folders of the repository change', async () => {
    site.commit({ 'libs/shared/shared/__init__.py': 'ANSWER = 42\nMORE = 1\n' });
    const { builds } = await site.run({ plan });
    expect(inBuild(builds[0]?.name ?? '', 'import shared; print(shared.MORE)')).toBe('1');
  });

  it('is named if the configuration does not name it', async () => {
    site.entry = {};
    await expect(site.run({ plan: {} })).rejects.toMatchObject({
      code: 'PYTHON_NO_PROJECT',
      hint: expect.stringContaining('(libs/shared, services/api), name that in `repos:`: `subdirectory: '),
    });
  });
});
