import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** Loaded only for what a machine does not do for itself: making instances, asking for all of them, changing target groups. */
const NOT_ON_INSTANCES = new Set([
  '@aws-sdk/client-ec2',
  '@aws-sdk/client-elastic-load-balancing-v2',
  '@aws-sdk/client-ssm',
  '@aws-sdk/client-sts',
]);

const manifestSchema = z.lazy(() => {
  const names = z.record(z.string(), z.unknown()).default({});
  return z.object({
    name: z.string(),
    version: z.string().default('0.0.0'),
    files: z.array(z.string()).optional(),
    main: z.string().optional(),
    dependencies: names,
    optionalDependencies: names,
    peerDependencies: names,
    peerDependenciesMeta: z
      .record(z.string(), z.looseObject({ optional: z.boolean().optional() }))
      .default({}),
  });
});

/** What a package.json says that matters here. */
export type Manifest = z.output<typeof manifestSchema>;

/** A package as it is installed here. */
export interface InstalledPackage {
  /** Tells it from another version of it: `zod@4.6.7`. */
  readonly id: string;
  readonly name: string;
  /** Where it really stands. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** The packages that it uses, by the names that it uses for them. */
  readonly uses: Map<string, InstalledPackage>;
}

/** Packages with all that they need, as Node would find them. Each is there once, however many use it. */
export class PackageClosure {
  readonly #byFolder = new Map<string, InstalledPackage>();

  /** All packages that were added, and what they need. */
  get packages(): readonly InstalledPackage[] {
    return [...this.#byFolder.values()];
  }

  /** Adds the package that a name resolves to from a folder; undefined if none is installed. */
  find(name: string, from: string): InstalledPackage | undefined {
    const folder = folderOf(name, from);
    return folder === undefined ? undefined : this.add(folder);
  }

  /** Adds the package in a folder. */
  add(folder: string): InstalledPackage {
    const known = this.#byFolder.get(folder);
    if (known) return known;
    const manifest = manifestSchema.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
    const { name, version } = manifest;
    const uses = new Map<string, InstalledPackage>();
    const found = { id: this.#idFor(`${name}@${version}`), name, folder, manifest, uses };
    this.#byFolder.set(folder, found);
    for (const wanted of wantedBy(manifest)) {
      const used = NOT_ON_INSTANCES.has(wanted) ? undefined : this.find(wanted, folder);
      if (used) uses.set(wanted, used);
    }
    return found;
  }

  /** One version may be installed twice, each with other versions of what it needs. */
  #idFor(wanted: string): string {
    const same = this.packages.filter(({ id }) => id === wanted || id.startsWith(`${wanted}+`)).length;
    return same === 0 ? wanted : `${wanted}+${same}`;
  }
}

/** What a package only works together with if it is there (TypeScript, for many) is left out. */
function wantedBy({
  dependencies,
  optionalDependencies,
  peerDependencies,
  peerDependenciesMeta,
}: Manifest): string[] {
  const peers = Object.keys(peerDependencies).filter((name) => peerDependenciesMeta[name]?.optional !== true);
  return [...new Set([...Object.keys(dependencies), ...Object.keys(optionalDependencies), ...peers])];
}

/** The package that a file belongs to: the folder of the package.json nearest above it. */
export function packageAbove(file: string): string | undefined {
  for (let folder = dirname(realpathSync(file)); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

function folderOf(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name);
    if (existsSync(join(found, 'package.json'))) return realpathSync(found);
    if (folder === dirname(folder)) return undefined;
  }
}
