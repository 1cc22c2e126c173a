import { definePlugin } from '@fck/core';
import { z } from 'zod';
import { programTemplate } from './program-template.js';
import { supervisordTool } from './provisioning.js';
import { supervisor } from './supervisor.js';

/** The data of the template `supervisor.program`. */
export type { ProgramSection } from './program-section.js';

const absolutePath = z.string().regex(/^\/\P{Cc}*[^/\p{Cc}]$/u, 'must be an absolute path');

const options = z
  .strictObject({
    /** supervisord's configuration file, if it is in none of the usual places. */
    config: absolutePath.optional(),
    /** Folder on the hosts for the services' logs. */
    logs: absolutePath.default('/var/log/fck'),
  })
  .prefault({});

/** Runs services under supervisord. */
export default definePlugin({
  name: 'supervisor',
  schema: options,
  apply(fck, { config, logs }) {
    fck.tools.register('supervisord', supervisordTool);
    fck.templates.register('supervisor.program', programTemplate);
    fck.processManagers.register('supervisor', supervisor({ config, logs }));
  },
});
