import { hostname, userInfo } from 'node:os';

/** Who runs fck, and where: what locks and journals say. */
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
