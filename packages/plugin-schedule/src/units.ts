import {
  type Surroundings,
  systemdCommand,
  systemdEnvironment,
  systemdLine,
  type WrittenFile,
} from '@fck/core';
import { onCalendar } from './calendar.js';
import { type Owner, placesOf } from './places.js';
import type { Job } from './section.js';

/** Seconds between the signal that ends a job and the one that kills it. */
const STOP_WITHIN = 10;

/**
 * The files of a job: its timer, its service and the environment, which only root may read.
 *
 * @param user of jobs whose role has none
 * @throws FckError `SYSTEMD_VALUE` if a unit cannot hold a value
 */
export function filesOfJob(
  owner: Owner,
  name: string,
  job: Job,
  { cwd, env, user }: Surroundings & { readonly user: string },
): WrittenFile[] {
  const { servicePath, timerPath, environmentPath } = placesOf(owner, name);
  return [
    { path: environmentPath, content: systemdEnvironment({ ...env, ...job.env }) },
    { path: servicePath, content: serviceUnit(owner, name, job, { cwd, user, environmentPath }) },
    { path: timerPath, content: timerUnit(owner, name, job) },
  ];
}

/** A service that is running is not started again, so no job overlaps with itself. */
function serviceUnit(
  { project, role }: Owner,
  name: string,
  { command, timeout }: Job,
  { cwd, user, environmentPath }: { cwd: string; user: string; environmentPath: string },
): string {
  return `# Written by fck. Changes made here are lost with the next activation.
[Unit]
Description=Job ${name} of ${project.name}, role ${role.name}
After=network.target

[Service]
Type=oneshot
ExecStart=${systemdCommand(['/bin/sh', '-c', command])}
WorkingDirectory=${systemdLine(cwd, 'the working directory')}
User=${systemdLine(user, 'the user')}
EnvironmentFile=${environmentPath}
TimeoutStartSec=${timeout}
TimeoutStopSec=${STOP_WITHIN}
NoNewPrivileges=yes
PrivateTmp=yes
ProtectControlGroups=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
LockPersonality=yes
RestrictSUIDSGID=yes
`;
}

function timerUnit({ project, role }: Owner, name: string, { at }: Job): string {
  return `# Written by fck. Changes made here are lost with the next activation.
[Unit]
Description=When to run job ${name} of ${project.name}, role ${role.name}

[Timer]
OnCalendar=${onCalendar(at)}
AccuracySec=1s
# A run that was missed while the host was off is made up for once it is on.
Persistent=yes

[Install]
WantedBy=timers.target
`;
}
