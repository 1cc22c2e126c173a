import { expect, it } from 'vitest';
import { sbomInBuild, sbomOf } from './sbom.js';

const described = {
  commit: 'abc1234',
  sources: [{ repo: 'shop', commit: 'abc1234def', ref: 'main' }],
  components: [
    { name: 'flask', version: '3.0.3', purl: 'pkg:pypi/flask@3.0.3', sha256: 'a'.repeat(64) },
    { name: 'shop', version: '1.0' },
  ],
};

it('an SBOM names the sources and the packages of a build, as CycloneDX 1.6 describes it', () => {
  const sbom = JSON.parse(sbomOf('shop', described));
  expect(sbom.components).toEqual([
    { type: 'application', 'bom-ref': 'repository:shop', name: 'shop', version: 'abc1234def' },
    {
      type: 'library',
      'bom-ref': 'pkg:pypi/flask@3.0.3',
      name: 'flask',
      version: '3.0.3',
      purl: 'pkg:pypi/flask@3.0.3',
      hashes: [{ alg: 'SHA-256', content: 'a'.repeat(64) }],
    },
    { type: 'library', 'bom-ref': 'package:shop@1.0', name: 'shop', version: '1.0' },
  ]);
});

it('an SBOM in a build has nothing that differs from builder to builder', () => {
  const other = described.components.map((component) => ({ ...component, sha256: 'b'.repeat(64) }));
  const sbom = sbomInBuild('shop', described);
  expect(sbomInBuild('shop', { ...described, components: other })).toBe(sbom);
  expect(sbom).not.toContain('aaaa');
});

it('an SBOM of a build whose builder names no packages has the sources alone', () => {
  const { commit, sources } = described;
  const sbom = JSON.parse(sbomOf('shop', { commit, sources }));
  expect(sbom.dependencies).toEqual([{ ref: 'project:shop', dependsOn: ['repository:shop'] }]);
});
