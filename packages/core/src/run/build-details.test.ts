import { folderHosts } from '@fck/testing';
import { expect, it } from 'vitest';
import { buildProject } from '../build/build-plugin.test.helper.js';
import { setRoleValue } from '../config/set-role-value.test.helper.js';

const SITE = 'lib/python3.11/site-packages';

it('a build is shown with its commits and its packages, by name or number', async () => {
  const { fck } = await buildProject({
    roles: { web: { hosts: folderHosts('one'), build: { write: {} } } },
  });
  const files = {
    'app.py': '1',
    [`${SITE}/jinja2-3.1.4.dist-info/METADATA`]: '',
    [`${SITE}/flask-3.0.0.dist-info/METADATA`]: '',
    [`${SITE}/flask-3.0.0.dist-info/RECORD`]: '',
  };
  setRoleValue(fck, 'web', 'build.write', { files, commit: 'aaaaaaa' });
  await fck.run(['build']);
  const found = await fck.build('1');
  expect(found).toMatchObject({
    host: 'one',
    build: { name: 'shop_00001_aaaaaaa', sources: [{ repo: 'app', commit: 'aaaaaaa000' }] },
    packages: [
      { name: 'flask', version: '3.0.0' },
      { name: 'jinja2', version: '3.1.4' },
    ],
  });
  expect(await fck.build('shop_00001_aaaaaaa')).toEqual(found);
  await expect(fck.build('7')).rejects.toMatchObject({
    code: 'BUILD_UNKNOWN',
    hint: expect.stringContaining('shop_00001_aaaaaaa'),
  });
});
