import { type BuildComponent, type BuildContext, parseJson, sh } from '@fck/core';
import { z } from 'zod';
import type { LaidEnvironment } from '../environment/lay-environment.js';
import { reportsOf } from '../environment/pip-command.js';
import type { Making } from '../making.js';

/** What `python/installed_archives.py` prints. */
const archives = z.lazy(() =>
  z.record(z.string(), z.object({ version: z.string(), sha256: z.string().nullable() })),
);

/**
 * The packages of a build, with the hashes of the archives that they were installed from: as pip reports them, or as the build has
 * recorded them that the environment was copied from.
 */
export async function componentsOf(
  context: BuildContext,
  making: Making,
  laid: LaidEnvironment,
): Promise<readonly BuildComponent[]> {
  const { remote, previous } = context;
  const library = `${making.workspace.build}/${making.interpreter.library}`;
  const [listing, reported] = await Promise.all([
    // An application may need no package at all.
    laid.installed ??
      remote.query(sh`cd ${library} && for one in *.dist-info; do [ ! -d "$one" ] || echo "$one"; done`),
    laid.isCopied ? undefined : reportedOf(context, making),
  ]);
  const folders = typeof listing === 'string' ? listing.split('\n') : listing;
  const known = reported ?? previous?.components ?? [];
  return folders
    .flatMap(packageIn)
    .map((found) => {
      if (laid.needs.projects.includes(found.name)) return found;
      const origin = known.find(({ name, version }) => name === found.name && version === found.version);
      return origin ?? { ...found, purl: purlOf(found) };
    })
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** What pip has installed. Packages that come from no archive have no address of a package. */
async function reportedOf({ remote }: BuildContext, making: Making): Promise<readonly BuildComponent[]> {
  const { tools, workspace } = making;
  const text = await remote.query(
    sh`${tools.python} -Es ${workspace.program('installed_archives')} ${reportsOf(making)}`,
  );
  return Object.entries(archives.parse(parseJson(text))).map(([name, { version, sha256 }]) =>
    sha256 === null ? { name, version } : { name, version, purl: purlOf({ name, version }), sha256 },
  );
}

/** A package, by the folder that describes it: `charset_normalizer-3.4.0.dist-info`. */
function packageIn(folder: string): BuildComponent[] {
  const [, name, version] = /^(.+)-([^-]+)\.dist-info$/.exec(folder) ?? [];
  if (name === undefined || version === undefined) return [];
  return [{ name: name.toLowerCase().replaceAll(/[-_.]+/g, '-'), version }];
}

function purlOf({ name, version }: BuildComponent): string {
  return `pkg:pypi/${name}@${encodeURIComponent(version)}`;
}
