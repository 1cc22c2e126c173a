import type { Service, Template } from '@fck/core';
import { execStart, plainValue } from './unit-value.js';

/** What a unit is made from. */
export interface UnitFile {
  readonly service: Service;
  /** The file with its environment. */
  readonly environmentPath: string;
  /** Folder of the project on the host: its builds, sockets and logs are in it. */
  readonly projectPath: string;
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
    projectPath: 'the folder of the project on the host',
  },
  render: unitFile,
  missing: missingInUnit,
};

/** What the text of a unit does not have that its service cannot be run, watched or stopped without. */
export function missingInUnit(text: string, { environmentPath }: UnitFile): string[] {
  const lines = text.split('\n').map((line) => line.trim());
  const needed = [`EnvironmentFile=${environmentPath}`];
  // Without a user, it would run as root; without a target, it would not be started at boot.
  const keys = ['ExecStart=', 'User=', 'WantedBy='];
  return [
    ...needed.filter((line) => !lines.includes(line)),
    ...keys.filter((key) => !lines.some((line) => line.startsWith(key))),
  ].map((missing) => `\`${missing}\``);
}

/**
 * Writes the unit that runs one instance. Its environment is in a file of its own, which only root may read.
 *
 * @throws FckError `SYSTEMD_VALUE` if a unit cannot hold a value
 */
function unitFile({ service, environmentPath, projectPath }: UnitFile): string {
  return `# Written by fck. Changes made here are lost with the next activation.
[Unit]
Description=${service.kind}, deployed by fck
After=network.target
# Pauses between starts grow to 30 seconds, so a database that is back after an hour finds the service still trying. Versions before
# 254 do not know growing pauses: they give up after 150 starts, which takes five minutes or more.
StartLimitIntervalSec=600
StartLimitBurst=150

[Service]
Type=exec
ExecStart=${execStart(service.argv)}
WorkingDirectory=${plainValue(service.cwd, 'the working directory')}
User=${plainValue(service.user, 'the user')}
EnvironmentFile=${environmentPath}
Restart=always
RestartSec=2
RestartSteps=8
RestartMaxDelaySec=30
# Only the main process is told to stop, and lets its workers finish; what is left at the end is killed.
KillMode=mixed
KillSignal=SIG${service.stopSignal}
TimeoutStopSec=${Math.ceil(service.stopTimeout)}
${hardening(service, projectPath).join('\n')}

[Install]
WantedBy=multi-user.target
`;
}

/**
 * What a web application does not do, so that a hole in it is worth less. Left out is what breaks some: just-in-time compilers
 * (MemoryDenyWriteExecute=), browsers without a head (RestrictNamespaces=), graphics cards (PrivateDevices=).
 */
function hardening({ env }: Service, projectPath: string): string[] {
  const ownHome = 'HOME' in env || isBelow(projectPath, ['/home', '/root', '/run/user']);
  // Below what becomes read-only, the project itself stays as it is.
  const exempt = isBelow(projectPath, ['/usr', '/boot', '/efi', '/etc']);
  return [
    'NoNewPrivileges=yes',
    'PrivateTmp=yes',
    'ProtectSystem=full',
    ...(exempt ? [`ReadWritePaths=${execStart([projectPath])}`] : []),
    ...(ownHome ? [] : ['ProtectHome=read-only']),
    'ProtectControlGroups=yes',
    'ProtectKernelModules=yes',
    'ProtectKernelTunables=yes',
    'LockPersonality=yes',
    'RestrictRealtime=yes',
    'RestrictSUIDSGID=yes',
  ];
}

function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
