import { type Service, systemdCommand, systemdLine, type Template } from '@fck/core';

/** The data of a unit. */
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
    service: 'the service: `kind`, `argv`, `cwd`, `user`, `stopSignal`, `stopTimeout` …',
    environmentPath: 'the file with its environment',
    projectPath: 'the folder of the project on the host',
  },
  render: unitFile,
  missing: missingInUnit,
};

/** What is missing in the text of a unit, but needed to run, watch or stop its service. */
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
ExecStart=${systemdCommand(service.argv)}
WorkingDirectory=${systemdLine(service.cwd, 'the working directory')}
User=${systemdLine(service.user, 'the user')}
EnvironmentFile=${environmentPath}
Restart=always
RestartSec=2
RestartSteps=8
RestartMaxDelaySec=30
# Only the main process gets the stop signal, and lets its workers finish; remaining processes are killed.
KillMode=mixed
KillSignal=SIG${service.stopSignal}
TimeoutStopSec=${Math.ceil(service.stopTimeout)}
${hardening(service, projectPath).join('\n')}

[Install]
WantedBy=multi-user.target
`;
}

/**
 * Forbids what a web application does not do, so that a vulnerability in it is worth less. Options that break some applications are
 * left out: just-in-time compilers (MemoryDenyWriteExecute=), headless browsers (RestrictNamespaces=), graphics cards (PrivateDevices=).
 */
function hardening({ env }: Service, projectPath: string): string[] {
  const ownHome = 'HOME' in env || isBelow(projectPath, ['/home', '/root', '/run/user']);
  // The project's own folder stays writable inside of the read-only ones.
  const exempt = isBelow(projectPath, ['/usr', '/boot', '/efi', '/etc']);
  return [
    'NoNewPrivileges=yes',
    'PrivateTmp=yes',
    'ProtectSystem=full',
    ...(exempt ? [`ReadWritePaths=${systemdCommand([projectPath])}`] : []),
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
