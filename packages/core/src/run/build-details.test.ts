import { readFileSync } from 'node:fs';
import { folderHosts } from '@fck/testing';
import { expect, it } from 'vitest';
import { buildProject } from '../build/build-plugin.test.helper.js';
import { setRoleValue } from '../config/set-role-value.test.helper.js';

it('a build is shown with its commits, its packages and its SBOM, by name or number', async () => {
  const { fck, pathOn } = await buildProject({
    roles: { web: { hosts: folderHosts('one'), build: { write: {} } } },
  });
  const components = [{ name: 'flask', version: '3.0.0' }];
  setRoleValue(fck, 'web', 'build.write', { commit: 'aaaaaaa', components });
  await fck.run(['build']);
  const found = await fck.build('1');
  expect(found).toMatchObject({
    host: 'one',
    build: { name: 'shop_00001_aaaaaaa', sources: [{ repo: 'app', commit: 'aaaaaaa000' }], components },
  });
  expect(await fck.build('shop_00001_aaaaaaa')).toEqual(found);
  const sbom = await fck.sbom('1');
  expect(JSON.parse(sbom).components).toHaveLength(2);
  const folder = pathOn('one', 'builds/shop_00001_aaaaaaa');
  expect(JSON.parse(readFileSync(`${folder}/sbom.cdx.json`, 'utf8'))).toEqual(JSON.parse(sbom));
  expect(readFileSync(`${folder}/files.sha256`, 'utf8')).toContain('  ./sbom.cdx.json\n');
  await expect(fck.build('7')).rejects.toMatchObject({
    code: 'BUILD_UNKNOWN',
    hint: expect.stringContaining('shop_00001_aaaaaaa'),
  });
});
