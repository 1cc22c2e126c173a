import { hostname, userInfo } from 'node:os';

/** The user and the machine of a run, for locks and journals. */
export function whoRuns(): string {
  return `${userName()}@${hostname()}`;
}

/** A user id without an entry in /etc/passwd, as containers have, has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? 'unknown');
  }
}
