import type { Template } from '@fck/core';
import { missingInSite } from './missing-in-site.js';
import { type NginxSite, siteFile } from './site-file.js';

/** The configuration file of one site, which other plugins may change. */
export const siteTemplate: Template<NginxSite> = {
  about:
    "nginx's configuration file of one site: its upstream, its server block, the verification of the switch.",
  data: {
    name: 'name of the site: `<project>.<role>`',
    endpoint: 'the address that requests are passed to; undefined for a site of static files',
    section: 'the validated section `activate: nginx:`',
    statics: 'static files: `url`, `path` on the host, `isFolder`',
    routes: 'paths whose requests go to other services: `path`, `service`, `endpoints`',
    restNames: "names that match all others, if the stock site of nginx's package is the default",
    tls: 'files of the certificate and its key, and how nginx speaks HTTP/2; undefined without TLS',
    verificationPath:
      'path that only the host itself may request, and that must answer with `verificationAnswer`',
    verificationAnswer: 'identifies the build that serves',
  },
  render: siteFile,
  missing: missingInSite,
};
