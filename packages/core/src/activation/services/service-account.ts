import { createHash } from 'node:crypto';
import type { Project } from '../../api/project.js';
import type { ApplicableStep } from '../../api/step.js';
import { sh } from '../../command/command.js';

/** Longest name of a user or group on Linux. */
const LONGEST = 32;

/**
 * Names the system user that a project's services run as by default, and the group of the same name whose members may enter
 * its builds and connect to its sockets: `fck-<project>`.
 */
export function serviceAccount(project: Pick<Project, 'name'>): string {
  const plain = `fck-${project.name}`;
  if (/^[a-z0-9-]+$/.test(plain) && plain.length <= LONGEST) return plain;
  // Two projects must never share a user: a changed name ends in a hash of the original.
  const hash = createHash('sha256').update(project.name).digest('hex').slice(0, 8);
  return `${plain
    .toLowerCase()
    .replaceAll('_', '-')
    .slice(0, LONGEST - 9)}-${hash}`;
}

/** Creates the group unless it exists. BusyBox has other programs for this. */
export function createGroup(group: string) {
  return sh`getent group ${group} >/dev/null || groupadd --system ${group} 2>/dev/null || addgroup -S ${group} || exit`;
}

/** Creates the system user of a project unless it exists: no shell, no home, no password. */
export function createServiceUser(account: string) {
  return sh`
${createGroup(account)}
getent passwd ${account} >/dev/null ||
  if command -v useradd >/dev/null; then
    useradd --system --gid ${account} --no-create-home --home-dir /nonexistent --shell "$(command -v nologin || echo /bin/false)" ${account}
  else
    adduser -S -D -H -h /nonexistent -s /sbin/nologin -G ${account} ${account}
  fi || exit`;
}

/** The step that creates the system user of a project's services. */
export function serviceUserExists(project: Pick<Project, 'name'>): ApplicableStep {
  const account = serviceAccount(project);
  return {
    name: `the user ${account} exists`,
    check: (remote) => remote.test(sh`getent passwd ${account} >/dev/null`),
    apply: (remote) =>
      remote.as('root').run(createServiceUser(account), { title: `create the system user ${account}` }),
  };
}
