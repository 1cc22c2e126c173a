import {
  type HostContext,
  isFckError,
  type ProcessManager,
  type Service,
  sh,
  systemdEnvironment,
  type WrittenFile,
} from '@fck/core';
import { systemdErrors } from './errors.js';
import { journalReader } from './journal-reader.js';
import { ENVIRONMENTS, environmentPath, idOf, UNITS, unitOf, unitPath, unitPrefix } from './places.js';
import { startCommand } from './start-unit.js';
import { stateCommand, stateOf } from './unit-state.js';

/** `systemctl stop` of a unit that systemd does not know. */
const NOT_LOADED = 5;

/** Runs each instance as a unit `fck-<id>.service`, with its environment in a file that only root may read. */
export const systemd: ProcessManager = {
  about: 'Runs services as systemd units: started at boot, and again when they end.',

  async availability({ remote }) {
    const available = (await remote.facts()).init === 'systemd';
    return { available, why: `the host ${available ? 'runs' : 'does not run'} systemd` };
  },

  provision({ declare }) {
    declare({
      name: `${ENVIRONMENTS} is there`,
      after: [],
      async check(remote) {
        const [{ init }, isThere] = await Promise.all([
          remote.facts(),
          remote.as('root').test(sh`[ "$(stat -c '%U %a' ${ENVIRONMENTS})" = 'root 700' ]`),
        ]);
        if (init !== 'systemd') throw systemdErrors.missing(remote.host.name);
        return isThere;
      },
      apply: (remote) => remote.as('root').run(makeFolder, { title: `make ${ENVIRONMENTS}` }),
    });
  },

  async start(context, { id }, service, health) {
    const root = context.remote.as('root');
    if (!(await root.exists(ENVIRONMENTS))) await root.run(makeFolder, { title: `make ${ENVIRONMENTS}` });
    await Promise.all(
      filesOf(context, id, service).map(({ path, content }) =>
        root.write(path, content, { mode: path === unitPath(id) ? 0o644 : 0o600, owner: 'root' }),
      ),
    );
    try {
      await root.run(startCommand(id, service, health), { title: `start ${unitOf(id)}` });
    } catch (thrown) {
      const ended = isFckError(thrown) ? whyItEnded(thrown.detail ?? thrown.message) : undefined;
      await stop(context, id, true);
      throw ended === undefined ? thrown : systemdErrors.ended(unitOf(id), ended);
    }
  },

  files: async (context, { id }, service) => filesOf(context, id, service),

  stop: (context, id, { atOnce = false } = {}) => stop(context, id, atOnce),

  async pause({ remote }, id) {
    const unit = unitOf(id);
    await remote.as('root').run(
      sh`
systemctl disable --quiet ${unit} 2>/dev/null
systemctl stop ${unit} || [ $? -eq ${NOT_LOADED} ] || exit
systemctl reset-failed ${unit} 2>/dev/null || :`,
      { title: `stop ${unit} until its successor is proven` },
    );
  },

  async resume({ remote }, id) {
    const unit = unitOf(id);
    await remote
      .as('root')
      .run(sh`[ ! -f ${unitPath(id)} ] || { systemctl enable --quiet ${unit} && systemctl start ${unit}; }`, {
        title: `start ${unit} again`,
      });
  },

  async list(remote, prefix) {
    const units = unitPrefix(prefix);
    // A unit whose file was removed by hand may still run.
    const { stdout } = await remote.as('root').look(sh`
for file in ${`${UNITS}/${units}`}*.service; do [ ! -f "$file" ] || echo "\${file##*/}"; done
systemctl list-units --all --plain --no-legend --no-pager ${`${units}*.service`} 2>/dev/null`);
    const found = stdout
      .split('\n')
      .map((line) => line.split(' ', 1).join())
      .filter((unit) => unit.startsWith(units) && unit.endsWith('.service'));
    return [...new Set(found.map(idOf))];
  },

  async running(remote, ids) {
    if (ids.length === 0) return [];
    // One line for each unit; the exit code only says whether all of them are active.
    const { stdout } = await remote.as('root').look(sh`systemctl is-active -- ${ids.map(unitOf)}`);
    const states = stdout.split('\n');
    return ids.filter((_, index) => states[index] === 'active');
  },

  async mainProcess(remote, id) {
    const { stdout } = await remote
      .as('root')
      .look(sh`systemctl show --property MainPID --value ${unitOf(id)}`);
    return Number(stdout) || undefined;
  },

  async stable(remote, id) {
    const { up, ended } = stateOf(await remote.as('root').query(stateCommand(id)));
    if (ended !== undefined) throw systemdErrors.ended(unitOf(id), ended);
    return up;
  },

  async logs(remote, id, lines) {
    // The journal may not have received the last lines of a process yet.
    const { stdout } = await remote
      .as('root')
      .look(
        sh`journalctl --sync 2>/dev/null; journalctl --unit ${unitOf(id)} --lines ${lines} --output cat --no-pager --quiet`,
      );
    return stdout.trimEnd();
  },

  logReader: journalReader,

  async ownLog(remote, lines, about) {
    const words = about.flatMap((word) => ['-e', word]);
    // Older versions log which keys of each unit they ignore.
    const { stdout } = await remote
      .as('root')
      .look(
        sh`journalctl --lines 2000 --output short-iso --no-pager --quiet _PID=1 | grep -v 'Unknown key name' | grep -F ${words} | tail -n ${lines}`,
      );
    return stdout.trimEnd();
  },
};

const makeFolder = sh`install -d -m 0700 -o root ${ENVIRONMENTS}`;

function filesOf({ fck, paths }: HostContext, id: string, service: Service): WrittenFile[] {
  const data = { service, environmentPath: environmentPath(id), projectPath: paths.project };
  return [
    { path: environmentPath(id), content: systemdEnvironment(service.env) },
    { path: unitPath(id), content: fck.templates.render('systemd.unit', data) },
  ];
}

/** Ends a unit and removes it. systemd does not restart a killed unit that has a stop job. */
async function stop({ remote }: HostContext, id: string, atOnce: boolean): Promise<void> {
  const unit = unitOf(id);
  const kill = atOnce
    ? sh`systemctl stop --no-block ${unit} 2>/dev/null && systemctl kill --signal=KILL ${unit} 2>/dev/null`
    : sh`:`;
  await remote.as('root').run(
    sh`
${kill}
systemctl stop ${unit} || [ $? -eq ${NOT_LOADED} ] || exit
systemctl disable --quiet ${unit} 2>/dev/null
rm -f -- ${unitPath(id)} ${environmentPath(id)} || exit
systemctl daemon-reload || exit
systemctl reset-failed ${unit} 2>/dev/null || :`,
    { title: `stop ${unit} and remove it` },
  );
}

/** Why a service ended, if the output of its start says so. */
function whyItEnded(output: string): string | undefined {
  return /^ActiveState=/m.test(output) ? stateOf(output).ended : undefined;
}
