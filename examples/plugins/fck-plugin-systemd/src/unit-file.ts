import type { Service } from '@fck/core';
import { execStart, plainValue } from './unit-value.js';

/**
 * Writes the unit that runs one instance. Its environment stands in a file of its own, which only root may read.
 *
 * @throws FckError `SYSTEMD_VALUE` if a unit cannot hold a value
 */
export function unitFile(service: Service, environmentPath: string): string {
  return `# Written by fck. Changes made here are lost with the next activation.
[Unit]
Description=${service.kind}, deployed by fck
After=network.target
# A database that is back after an hour finds the service still trying.
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=${execStart(service.argv)}
WorkingDirectory=${plainValue(service.cwd, 'the working directory')}
User=${plainValue(service.user, 'the user')}
EnvironmentFile=${environmentPath}
Restart=always
RestartSec=3
# Only the main process is told to stop, and lets its workers finish; what is left at the end is killed.
KillMode=mixed
KillSignal=SIG${service.stopSignal}
TimeoutStopSec=${Math.ceil(service.stopTimeout)}

[Install]
WantedBy=multi-user.target
`;
}
