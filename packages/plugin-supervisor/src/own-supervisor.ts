import { type ProvisionContext, type Remote, sh, systemServiceStep } from '@fck/core';
import { OWN_CONFIG, OWN_SUPERVISOR, OWN_UNIT } from './places.js';

/** The release, and the checksum of its archive, for any package index. It has no dependencies. */
const RELEASE = '4.3.0';
const SHA256 = '0bcb763fddafba410f35cbde226aa7f8514b9fb82eb05a0c85f6588d1c13f8db';

const INSTALLED = 'supervisord is installed from PyPI';
const CONFIGURED = 'supervisord is configured';

const RUN = `/run/${OWN_UNIT}`;

/** As in distributions: only root can connect to the socket. */
const config = `; Written by fck.
[unix_http_server]
file=${RUN}/supervisor.sock
chmod=0700

[supervisord]
logfile=/var/log/supervisor/supervisord.log
pidfile=${RUN}/supervisord.pid
childlogdir=/var/log/supervisor

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface

[supervisorctl]
serverurl=unix://${RUN}/supervisor.sock

[include]
files = conf.d/*.conf
`;

const unit = `# Written by fck.
[Unit]
Description=supervisord, installed by fck
After=network.target

[Service]
ExecStart=${OWN_SUPERVISOR}/bin/supervisord --nodaemon --configuration ${OWN_CONFIG}
ExecReload=${OWN_SUPERVISOR}/bin/supervisorctl -c ${OWN_CONFIG} reload
RuntimeDirectory=${OWN_UNIT}
RuntimeDirectoryMode=0700
Restart=on-failure
RestartSec=2
# supervisord stops its programs, each with its own signal and time.
KillMode=mixed
TimeoutStopSec=120

[Install]
WantedBy=multi-user.target
`;

const files = [
  { path: OWN_CONFIG, content: config },
  { path: `/etc/systemd/system/${OWN_UNIT}.service`, content: unit },
];

/** Whether supervisord is in a virtualenv of its own. Looks only. */
export function hasOwnSupervisor(remote: Remote): Promise<boolean> {
  return remote.test(sh`[ -x ${`${OWN_SUPERVISOR}/bin/supervisord`} ]`);
}

/** Declares a supervisord in a virtualenv of its own. */
export function declareOwnSupervisor({ tool, declare }: ProvisionContext): void {
  tool('venv', 'process_manager: supervisor');
  declare({
    name: INSTALLED,
    after: ['venv is installed'],
    check: hasOwnSupervisor,
    apply: (remote) => remote.as('root').run(install, { title: `install supervisor ${RELEASE} from PyPI` }),
  });
  declare({
    name: CONFIGURED,
    after: [INSTALLED],
    check: isConfigured,
    apply: async (remote) => {
      const root = remote.as('root');
      for (const { path, content } of files) await root.write(path, content, { mode: 0o644, owner: 'root' });
      await root.run(sh`systemctl daemon-reload`, { title: 'make systemd read its unit' });
    },
  });
}

/** Declares that supervisord runs. */
export async function declareOwnSupervisorRuns({ declare, remote }: ProvisionContext): Promise<void> {
  const program = `${OWN_SUPERVISOR}/bin`;
  const step = systemServiceStep(await remote.facts(), {
    unit: OWN_UNIT,
    after: [INSTALLED, CONFIGURED],
    otherwise: {
      check: (host) => host.as('root').test(sh`${`${program}/supervisorctl`} -c ${OWN_CONFIG} pid`),
      apply: (host) => host.as('root').run(sh`${`${program}/supervisord`} -c ${OWN_CONFIG}`),
    },
  });
  declare(step);
}

const requirement = `supervisor==${RELEASE} --hash=sha256:${SHA256}`;

/** An incomplete installation is overwritten: the program is installed last. */
const install = sh`
python3 -m venv ${OWN_SUPERVISOR} || exit
echo ${requirement} > ${`${OWN_SUPERVISOR}/requirements.txt`} || exit
${`${OWN_SUPERVISOR}/bin/python`} -m pip --disable-pip-version-check install -q --require-hashes --no-deps -r ${`${OWN_SUPERVISOR}/requirements.txt`} || exit
install -d -m 0755 ${`${OWN_SUPERVISOR}/etc`} ${`${OWN_SUPERVISOR}/etc/conf.d`} && install -d -m 0755 /var/log/supervisor`;

async function isConfigured(remote: Remote): Promise<boolean> {
  const found = await Promise.all(files.map(({ path }) => remote.as('root').read(path)));
  return files.every(({ content }, index) => found[index] === content);
}
