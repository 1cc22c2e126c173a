import { definePlugin } from '@fck/core';
import { provisionHaproxy } from './provisioning.js';
import { haproxy } from './reverse-proxy.js';
import { siteTemplate } from './site-file.js';

/** Serves sites with haproxy. */
export default definePlugin({
  name: 'haproxy',
  apply(fck) {
    fck.tools.register('haproxy', {
      about: 'load balancer and reverse proxy',
      program: 'haproxy',
      packages: { apt: ['haproxy'], dnf: ['haproxy'], apk: ['haproxy'] },
    });
    fck.templates.register('haproxy.site', siteTemplate);
    const section = fck.proxies.register('haproxy', haproxy);
    fck.hooks.provision.tapPromise('haproxy', (context) => provisionHaproxy(context, section));
  },
});
