import { definePlugin } from '@fck/core';
import { learnOptions, programIn } from './gunicorn/options-of-build.js';
import { gunicorn } from './gunicorn/service.js';
import { provisionNginx } from './nginx/provisioning.js';
import { nginx } from './nginx/reverse-proxy.js';
import { checkRoutes } from './nginx/routes.js';
import { siteTemplate } from './nginx/site-template.js';

/** The data of the template `nginx.site`. */
export type { NginxSite } from './nginx/site-file.js';

/** Serves WSGI applications with gunicorn behind nginx. */
export default definePlugin({
  name: 'nginx-gunicorn',
  apply(fck) {
    const service = fck.services.register('gunicorn', gunicorn);
    fck.templates.register('nginx.site', siteTemplate);
    const section = fck.proxies.register('nginx', nginx);
    fck.hooks.activate.tap({ name: 'nginx-gunicorn', stage: -100 }, (context) => {
      const asked = service.of(context.role);
      if (!asked) return;
      const { buildPath } = context;
      // Whatever fails meets the description of the service, too.
      learnOptions(context, buildPath, programIn(buildPath, asked)).catch(() => undefined);
    });
    fck.hooks.validate.tap('nginx-gunicorn', (validation) => checkRoutes(fck, section, validation));
    fck.hooks.provision.tap('nginx-gunicorn', (context) => provisionNginx(context, section));
  },
});
