import { definePlugin } from '@fck/core';
import { gunicorn } from './gunicorn/service.js';
import { nginx } from './nginx/front.js';
import { provisionNginx } from './nginx/provisioning.js';

/** Serves WSGI applications with gunicorn behind nginx. */
export default definePlugin({
  name: 'nginx-gunicorn',
  apply(fck) {
    fck.services.register('gunicorn', gunicorn);
    const section = fck.fronts.register('nginx', nginx);
    fck.hooks.provision.tap('nginx-gunicorn', (context) => provisionNginx(context, section));
  },
});
