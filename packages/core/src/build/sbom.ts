import type { Build, BuildComponent } from '../api/build.js';

/** What an SBOM tells of a build. */
export type Described = Pick<Build, 'commit' | 'sources' | 'components'>;

/**
 * The SBOM of a build as its files hold it: its sources and packages, in CycloneDX 1.6. It has neither a date nor the hashes of
 * archives, nor anything else that may differ from builder to builder: equal commits and packages give the same text.
 */
export function sbomInBuild(project: string, { components = [], ...described }: Described): string {
  return sbomOf(project, {
    ...described,
    components: components.map(({ sha256: _ofBuilder, ...component }) => component),
  });
}

/** The SBOM of a build with all that is recorded of its packages. */
export function sbomOf(project: string, { commit, sources, components = [] }: Described): string {
  const root = { type: 'application', 'bom-ref': `project:${project}`, name: project, version: commit };
  const code = sources.map((source) => ({
    type: 'application',
    'bom-ref': `repository:${source.repo}`,
    name: source.repo,
    version: source.commit,
  }));
  const packages = components.map(packageOf);
  const all = [...code, ...packages];
  const sbom = {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { lifecycles: [{ phase: 'build' }], component: root },
    components: all,
    dependencies: [{ ref: root['bom-ref'], dependsOn: all.map((each) => each['bom-ref']) }],
  };
  return `${JSON.stringify(sbom, undefined, 2)}\n`;
}

function packageOf({ name, version, purl, sha256 }: BuildComponent) {
  return {
    type: 'library',
    'bom-ref': purl ?? `package:${name}@${version}`,
    name,
    version,
    ...(purl === undefined ? {} : { purl }),
    // Of the archive that was installed.
    ...(sha256 === undefined ? {} : { hashes: [{ alg: 'SHA-256', content: sha256 }] }),
  };
}
