import { z } from 'zod';
import { sh } from '../command/command.js';
import type { Paths } from '../config/paths.js';
import { once } from '../once.js';
import { parseJson } from '../parse-json.js';
import type { Remote } from '../remote/remote.js';
import type { Build } from './build.js';

/** The file of a build that describes it. It is written last: a build without it is not finished. */
export const BUILD_FILE = 'build.json';

const schema = once(() =>
  z.object({
    name: z.string(),
    number: z.number(),
    commit: z.string(),
    createdAt: z.string(),
    builtBy: z.object({ role: z.string(), host: z.string(), by: z.string().optional() }),
    sources: z.array(z.object({ repo: z.string(), commit: z.string(), ref: z.string().optional() })),
    platform: z.record(z.string(), z.string()),
    content: z.string().optional(),
    recipe: z.record(z.string(), z.string()).optional(),
    notes: z.record(z.string(), z.string()).optional(),
    altered: z.boolean().optional(),
    own: z.boolean().optional(),
    checksum: z.string(),
  }),
);

/** The finished builds on a host, newest first. */
export async function buildsOn(remote: Remote, paths: Paths): Promise<Build[]> {
  const output = await remote.query(
    sh`cd ${paths.builds} 2>/dev/null || exit 0; for f in */${BUILD_FILE}; do [ -f "$f" ] && { cat -- "$f"; printf '\0'; }; done; :`,
  );
  return output
    .split('\0')
    .flatMap((text) => parseBuild(text) ?? [])
    .sort((a, b) => b.number - a.number);
}

/** What a `build.json` says; undefined if it is none. */
export function parseBuild(text: string): Build | undefined {
  return schema().safeParse(parseJson(text)).data as Build | undefined;
}

/** The names of all folders of builds on a host, finished or not. */
export async function buildFoldersOn(remote: Remote, paths: Paths): Promise<string[]> {
  const output = await remote.query(sh`ls -1 -- ${paths.builds} 2>/dev/null; :`);
  return output.split('\n').filter((name) => name !== '');
}
