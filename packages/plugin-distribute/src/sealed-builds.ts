import { type Build, type HostStateData, type Paths, type Remote, sh } from '@fck/core';
import { z } from 'zod';

const buildSchema = z.object({
  name: z.string(),
  number: z.number(),
  commit: z.string(),
  createdAt: z.string(),
  builtBy: z.object({ role: z.string(), host: z.string() }),
  sources: z.array(z.object({ repo: z.string(), commit: z.string(), ref: z.string().optional() })),
  platform: z.record(z.string(), z.string()),
  content: z.string().optional(),
  checksum: z.string(),
});

const fatesSchema = z.object({ builds: z.record(z.string(), z.object({ fate: z.string() })) });

/** The finished builds on a host that never failed there, newest first. */
export async function goodBuildsOn(remote: Remote, paths: Paths): Promise<readonly Build[]> {
  // A control character keeps the documents apart: JSON cannot hold a bare one.
  const [found, state] = await Promise.all([
    remote.query(
      sh`for f in ${paths.builds}/*/build.json; do [ -f "$f" ] && cat -- "$f" && printf '\036'; done; :`,
    ),
    remote.read(paths.state),
  ]);
  const fates = fatesSchema.safeParse(parsed(state ?? '')).data?.builds ?? {};
  const bad: HostStateData['builds'][string]['fate'] = 'bad';
  return found
    .split('\x1e')
    .flatMap((text) => parseBuild(text) ?? [])
    .filter(({ name }) => fates[name]?.fate !== bad)
    .sort((a, b) => b.number - a.number);
}

/** What a `build.json` says; undefined if it is none. */
export function parseBuild(text: string): Build | undefined {
  return buildSchema.safeParse(parsed(text)).data;
}

/**
 * Whether two descriptions are of one build. Post-build commands give a host's copy another checksum, but never another
 * maker and moment.
 */
export function isSameBuild(a: Build, b: Build): boolean {
  const sameMoment = a.createdAt === b.createdAt && a.builtBy.host === b.builtBy.host;
  return a.name === b.name && (a.checksum === b.checksum || sameMoment);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
