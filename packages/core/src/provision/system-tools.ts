import type { Remote } from '../api/remote.js';
import type { ToolCode } from '../api/tool.js';
import { shellProgram } from '../command/shell-program.js';
import { once } from '../once.js';
import { packagesUpToDate, upgradePackages } from './packages.js';

/** `__update_packages__`: checks for newer packages once a day. */
export const updatePackages: ToolCode = {
  about: 'brings every installed package up to date',
  declare(context) {
    context.declare({ name: 'packages are up to date', check: packagesUpToDate, apply: upgradePackages });
  },
};

/**
 * Whether the system itself asks for a reboot: by the file of Debian's family, by a kernel installed since the boot, or
 * by `needs-restarting` of Red Hat's family if it is installed. Its exit code is not enough: a missing plugin gives the
 * same one. In a container it compares with the boot of the host machine, and would ask again after every reboot.
 */
const asksForReboot = once(() => shellProgram(new URL('../../shell/asks-for-reboot.sh', import.meta.url)));

/**
 * `reboot`: reboots if any step before it changed something since the last boot, or if the system asks for it. The
 * ancestor's role files list it twice: they reboot twice on a new host, and never on one that is up to date.
 */
export const reboot: ToolCode = {
  about: 'reboots, if something listed before it was changed or the system asks for it',
  repeatable: true,
  declare(context, { times }) {
    // If there are several, only the first checks the system's request; the others would repeat it.
    const systemAsks = async (remote: Remote) =>
      times === 1 && remote.as('root').test(asksForReboot(), { timeout: 120 });
    context.declare({
      name: times === 1 ? 'rebooted after changes' : `rebooted after changes (${times})`,
      after: '*',
      check: async (remote, { changedSinceBoot }) => !changedSinceBoot && !(await systemAsks(remote)),
      apply: (remote) => remote.reboot(),
      reboots: true,
    });
  },
};
