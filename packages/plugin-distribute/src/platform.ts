import { type Build, type Facts, type Remote, sh } from '@fck/core';

/**
 * Why a build cannot run on a machine, judged by architecture and C library; undefined if it can. Programs that were built against
 * an older C library run with a newer one of the same kind, but not the reverse.
 */
export function whyNotOn(
  facts: Pick<Facts, 'arch' | 'libc'>,
  platform: Build['platform'],
): string | undefined {
  const { arch, libc } = platform;
  if (arch !== undefined && arch !== facts.arch) return `it is for ${arch}, and the host is ${facts.arch}`;
  if (libc === undefined) return undefined;
  const [wantedKind, wantedVersion = ''] = libc.split(' ');
  const [kind, version = ''] = facts.libc.split(' ');
  if (wantedKind !== kind) return `it needs ${libc}, and the host has ${facts.libc}`;
  return isOlder(version, wantedVersion)
    ? `it needs ${libc} or newer, and the host has ${facts.libc}`
    : undefined;
}

/** Why a build cannot run on a host; undefined if it can. */
export async function platformProblem(remote: Remote, build: Build): Promise<string | undefined> {
  const { interpreter } = build.platform;
  // An interpreter inside of the build is copied with it.
  const isOutside = interpreter?.startsWith('/') ?? false;
  const [facts, hasInterpreter] = await Promise.all([
    remote.facts(),
    isOutside ? remote.test(sh`test -x ${interpreter ?? ''}`) : true,
  ]);
  const why = whyNotOn(facts, build.platform);
  if (why !== undefined || hasInterpreter) return why;
  return `it was made with ${interpreter}, which the host does not have`;
}

/** Compares versions of a C library, such as `2.36`: part by part, as numbers. */
function isOlder(version: string, other: string): boolean {
  return version.localeCompare(other, 'en', { numeric: true }) < 0;
}
