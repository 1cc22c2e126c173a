import { type ProcessManager, sh } from '@fck/core';
import { environmentFile } from './unit-value.js';

const UNITS = '/etc/systemd/system';
const ENVIRONMENTS = '/etc/fck-systemd';
/** Begins the name of every unit that is ours: what others have in systemd is never touched. */
const OURS = 'fck-';

/** `systemctl stop` of a unit that systemd does not know. */
const NOT_LOADED = 5;

/** Runs each instance as a unit `fck-<id>.service`, with its environment in a file that only root may read. */
export const systemd: ProcessManager = {
  about: 'Runs services as systemd units: started at boot, and again when they end.',

  async start({ fck, remote }, { id }, service) {
    const root = remote.as('root');
    await root.run(sh`install -d -m 0700 ${ENVIRONMENTS}`, { title: `make ${ENVIRONMENTS}` });
    await root.write(environmentOf(id), environmentFile(service.env), { mode: 0o600, owner: 'root' });
    const unit = fck.templates.render('systemd.unit', { service, environmentPath: environmentOf(id) });
    await root.write(`${UNITS}/${unitOf(id)}`, unit, { owner: 'root' });
    await root.run(sh`systemctl daemon-reload && systemctl enable --quiet --now ${unitOf(id)}`, {
      title: `start ${unitOf(id)}`,
    });
  },

  async stop({ remote }, id, { atOnce = false } = {}) {
    const unit = unitOf(id);
    // Told to stop first, systemd does not start it again.
    const kill = atOnce
      ? sh`systemctl stop --no-block ${unit} && systemctl kill --signal=KILL ${unit} 2>/dev/null`
      : sh``;
    await remote.as('root').run(
      sh`
${kill}
systemctl stop ${unit} || [ $? -eq ${NOT_LOADED} ] || exit
systemctl disable --quiet ${unit} 2>/dev/null
rm -f -- ${`${UNITS}/${unit}`} ${environmentOf(id)}
systemctl daemon-reload
systemctl reset-failed ${unit} 2>/dev/null || :`,
      { title: `stop ${unit}` },
    );
  },

  async list(remote, prefix) {
    const files = await remote.query(
      sh`find ${UNITS} -maxdepth 1 -type f -name ${`${OURS}*.service`} -printf '%f\n'`,
    );
    return files
      .split('\n')
      .filter((file) => file.startsWith(OURS + prefix))
      .map((file) => file.slice(OURS.length, -'.service'.length));
  },

  async running(remote, ids) {
    if (ids.length === 0) return [];
    // One line a unit; the exit code only tells whether all of them are active.
    const { stdout } = await remote.look(sh`systemctl is-active -- ${ids.map(unitOf)}`);
    const states = stdout.split('\n');
    return ids.filter((_, index) => states[index] === 'active');
  },

  async mainProcess(remote, id) {
    const { stdout } = await remote.look(sh`systemctl show --property MainPID --value ${unitOf(id)}`);
    return Number(stdout) || undefined;
  },

  async logs(remote, id, lines) {
    const { stdout } = await remote
      .as('root')
      .look(sh`journalctl --unit ${unitOf(id)} --lines ${lines} --output cat --no-pager --quiet`);
    return stdout.trimEnd();
  },
};

function unitOf(id: string): string {
  return `${OURS}${id}.service`;
}

function environmentOf(id: string): string {
  return `${ENVIRONMENTS}/${id}.env`;
}
