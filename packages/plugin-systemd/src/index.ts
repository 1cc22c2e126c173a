import { definePlugin } from '@fck/core';
import { systemd } from './systemd.js';
import { unitTemplate } from './unit-file.js';

/** The data of the template `systemd.unit`. */
export type { UnitFile } from './unit-file.js';

/** Runs services as systemd units. */
export default definePlugin({
  name: 'systemd',
  apply(fck) {
    fck.templates.register('systemd.unit', unitTemplate);
    fck.processManagers.register('systemd', systemd);
  },
});
