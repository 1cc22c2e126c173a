import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** Loaded only for work that an instance does not do on itself: creating and listing instances, changing target groups. */
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

/** The used fields of a package.json. */
export type Manifest = z.output<typeof manifestSchema>;

/** A package as it is installed here. */
export interface InstalledPackage {
  /** Distinguishes versions of one package: `zod@4.6.7`. */
  readonly id: string;
  readonly name: string;
  /** Its real path, without links. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** Its dependencies, by the names under which it imports them. */
  readonly uses: Map<string, InstalledPackage>;
}

/** Packages with their dependencies, as Node resolves them. Each is contained once, however many packages use it. */
export class PackageClosure {
  readonly #byFolder = new Map<string, InstalledPackage>();

  /** All added packages and their dependencies. */
  get packages(): readonly InstalledPackage[] {
    return [...this.#byFolder.values()];
  }

  /** Adds the package that a name resolves to in a folder; undefined if none is installed. */
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

  /** One version may be installed twice, with different versions of its dependencies. */
  #idFor(wanted: string): string {
    const same = this.packages.filter(({ id }) => id === wanted || id.startsWith(`${wanted}+`)).length;
    return same === 0 ? wanted : `${wanted}+${same}`;
  }
}

/** Optional peer dependencies, such as TypeScript, are left out. */
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
