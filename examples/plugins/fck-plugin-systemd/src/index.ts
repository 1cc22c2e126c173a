import { activationPlan, definePlugin } from '@fck/core';
import { notSystemd } from './errors.js';
import { systemd } from './systemd.js';
import { unitTemplate } from './unit-file.js';

/** Runs services as systemd units. */
export default definePlugin({
  name: 'systemd',
  apply(fck) {
    fck.templates.register('systemd.unit', unitTemplate);
    fck.processManagers.register('systemd', systemd);
    fck.hooks.provision.tapPromise('systemd', async ({ role, remote }) => {
      if (activationPlan(fck, role)?.manager?.name !== 'systemd') return;
      if ((await remote.facts()).init !== 'systemd') throw notSystemd(remote.host.name);
    });
  },
});
