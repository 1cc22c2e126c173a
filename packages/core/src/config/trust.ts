import { realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, join, resolve } from 'node:path';
import { configErrors } from '../errors/config.js';
import type { Place } from '../errors/fck-error.js';

/**
 * Lists trusted paths, regardless of their owner. Read from the environment only: a project cannot vouch for itself.
 */
const VARIABLE = 'FCK_TRUSTED';

/**
 * Refuses a file or folder that another user of this machine could have written: its code or settings would act as the
 * caller. Checks the path, its folder, and the targets of symbolic links. Root and the caller are trusted; under sudo
 * also the user who called it, as in git. On Windows nothing is checked.
 *
 * @param where the reference to the path, if any
 * @throws FckError `CONFIG_UNTRUSTED`
 */
export function assertTrusted(path: string, env: NodeJS.ProcessEnv, where?: Place): void {
  const caller = process.geteuid?.();
  if (caller === undefined) return;
  const owners = trustedOwners(caller, env);
  const trusted = trustedPaths(env);
  const real = realpathSync(path);
  for (const checked of new Set([real, dirname(real), realpathSync(dirname(path))])) {
    if (trusted.some((root) => isWithin(checked, root))) continue;
    const { uid, mode } = statSync(checked);
    if (!owners.has(uid)) throw configErrors.untrusted(checked, { owner: uid, caller }, where);
    if ((mode & 0o002) !== 0) throw configErrors.untrusted(checked, 'world-writable', where);
  }
}

function trustedOwners(caller: number, { SUDO_UID }: NodeJS.ProcessEnv): ReadonlySet<number> {
  const underSudo = caller === 0 && SUDO_UID !== undefined && /^\d+$/.test(SUDO_UID);
  return new Set([0, caller, ...(underSudo ? [Number(SUDO_UID)] : [])]);
}

function trustedPaths(env: NodeJS.ProcessEnv): string[] {
  const listed = (env[VARIABLE] ?? '').split(delimiter).filter((path) => path !== '');
  return listed.flatMap((path) => {
    try {
      return [realpathSync(resolve(path))];
    } catch {
      return [];
    }
  });
}

function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(join(root, '/'));
}
