import type { Service, Template } from '@fck/core';
import { execStart, plainValue } from './unit-value.js';

/** What a unit is made from. */
export interface UnitFile {
  readonly service: Service;
  /** The file with its environment. */
  readonly environmentPath: string;
}

declare module '@fck/core' {
  interface TemplateData {
    'systemd.unit': UnitFile;
  }
}

/** The unit of one instance, which other plugins may change: `MemoryMax=`, `PrivateTmp=` … */
export const unitTemplate: Template<UnitFile> = {
  about: 'The systemd unit of one instance of a service.',
  data: {
    service: 'what is run: `kind`, `argv`, `cwd`, `user`, `stopSignal`, `stopTimeout` …',
    environmentPath: 'the file with its environment',
  },
  render: unitFile,
  // Without a user, it would run as root.
  missing: (text) =>
    ['ExecStart=', 'User=', 'WantedBy=']
      .filter((key) => !text.includes(`\n${key}`))
      .map((key) => `\`${key}\``),
};

/**
 * Writes the unit that runs one instance. Its environment stands in a file of its own, which only root may read.
 *
 * @throws FckError `SYSTEMD_VALUE` if a unit cannot hold a value
 */
function unitFile({ service, environmentPath }: UnitFile): string {
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
# Setuid programs give no more rights than the user has.
NoNewPrivileges=yes
KillSignal=SIG${service.stopSignal}
TimeoutStopSec=${Math.ceil(service.stopTimeout)}

[Install]
WantedBy=multi-user.target
`;
}
