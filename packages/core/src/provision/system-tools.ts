import { packagesUpToDate, upgradePackages } from './packages.js';
import type { ToolCode } from './tool.js';

/** `__update_packages__`: looks for newer packages once a day. */
export const updatePackages: ToolCode = {
  about: 'brings every installed package up to date',
  declare(context) {
    context.declare({ name: 'packages are up to date', check: packagesUpToDate, apply: upgradePackages });
  },
};

/**
 * `reboot`: reboots if anything listed before it was changed since the last boot. So the ancestor's role files, which list
 * it twice, reboot twice on a new host, and never on one that is as it should be.
 */
export const reboot: ToolCode = {
  about: 'reboots, if something listed before it was changed',
  repeatable: true,
  declare(context, { times }) {
    context.declare({
      name: times === 1 ? 'rebooted after changes' : `rebooted after changes (${times})`,
      after: '*',
      check: async (_remote, progress) => !progress.changedSinceBoot,
      apply: (remote) => remote.reboot(),
      reboots: true,
    });
  },
};
