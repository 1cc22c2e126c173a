import { z } from 'zod';
import type { Build } from '../api/build.js';
import type { Paths } from '../api/paths.js';
import type { Remote } from '../api/remote.js';
import { sh } from '../command/command.js';
import { pythonModule } from '../command/python-module.js';
import { isName } from '../names/names.js';
import { once } from '../once.js';
import { parseJson } from '../parse-json.js';
import { BUILD_FILE } from './build-files.js';
import { ownFunctions } from './own-folder.js';

const schema = once(() => {
  const pathInBuild = z.string().regex(/^(?!\/)(?!(.*\/)?\.\.(\/|$))/);
  return z.object({
    // Paths are made from the name, and the name comes from the host.
    name: z.string().refine(isName),
    number: z.number(),
    commit: z.string(),
    createdAt: z.string(),
    builtBy: z.object({ role: z.string(), host: z.string(), by: z.string().optional() }),
    sources: z.array(z.object({ repo: z.string(), commit: z.string(), ref: z.string().optional() })),
    platform: z.record(z.string(), z.string()),
    content: pathInBuild.optional(),
    workingDirectory: pathInBuild.optional(),
    recipe: z.record(z.string(), z.string()).optional(),
    components: z
      .array(
        z.object({
          name: z.string(),
          version: z.string(),
          purl: z.string().optional(),
          sha256: z.string().optional(),
        }),
      )
      .optional(),
    madeWith: z.record(z.string(), z.string()).optional(),
    notes: z.record(z.string(), z.string()).optional(),
    altered: z.boolean().optional(),
    own: z.boolean().optional(),
    checksum: z.string(),
  });
});

const onHost = pythonModule(new URL('../../python/', import.meta.url), 'builds_on_host', ['own_folders']);

/**
 * The finished builds on a host, newest first. A folder whose `build.json` names another build (such as a copy made by
 * hand) does not count, and neither does a link to one.
 */
export async function buildsOn(remote: Remote, paths: Paths): Promise<Build[]> {
  const inShell = sh`cd ${paths.builds} 2>/dev/null || exit 0
for d in *; do [ -f "$d"/${BUILD_FILE} ] && [ ! -L "$d" ] && { printf '%s\0' "$d"; cat -- "$d"/${BUILD_FILE}; printf '\0'; }; done; :`;
  const output = await remote.query(onHost.program('show_builds', { builds: paths.builds }, inShell));
  const parts = output.split('\0');
  const folders = parts.filter((_, index) => index % 2 === 0 && index + 1 < parts.length);
  return folders
    .flatMap((folder, index) => {
      const build = parseBuild(parts[2 * index + 1] ?? '');
      return build?.name === folder ? build : [];
    })
    .sort((a, b) => b.number - a.number);
}

/** Parses a `build.json`; undefined if it is not valid. */
export function parseBuild(text: string): Build | undefined {
  return schema().safeParse(parseJson(text)).data as Build | undefined;
}

/** An entry of the folder of builds. */
export interface FoundEntry {
  readonly name: string;
  /** Whether fck made it: fck never removes other folders. */
  readonly isOwn: boolean;
}

/** Every entry of a host's folder of builds, finished or not, from any deployer. */
export async function entriesInBuilds(remote: Remote, paths: Paths): Promise<FoundEntry[]> {
  const inShell = sh`cd ${paths.builds} 2>/dev/null || exit 0
${ownFunctions}
for f in *; do
  [ -e "$f" ] || [ -L "$f" ] || continue
  if is_own "$f"; then printf 'own/%s\0' "$f"; else printf 'foreign/%s\0' "$f"; fi
done`;
  const output = await remote.query(onHost.program('show_entries', { builds: paths.builds }, inShell));
  return output
    .split('\0')
    .filter((line) => line !== '')
    .map((line) => ({ name: line.slice(line.indexOf('/') + 1), isOwn: line.startsWith('own/') }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}
