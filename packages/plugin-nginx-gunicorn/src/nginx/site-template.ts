import type { Template } from '@fck/core';
import { missingInSite } from './missing-in-site.js';
import { type NginxSite, siteFile } from './site-file.js';

/** The configuration file of one site, which other plugins may change. */
export const siteTemplate: Template<NginxSite> = {
  about: "nginx's configuration file of one site: its upstream, its server block, the proof of the switch.",
  data: {
    name: 'name of the site: `<project>.<role>`',
    endpoint: 'where requests are passed to; undefined for a site of static files',
    section: 'what stands below `activate: nginx:`, checked',
    statics: 'static files: `url`, `path` on the host, `isFolder`',
    restNames: "names that stand for all others, where the site of nginx's package is the default",
    proofPath: 'path that only the host itself may ask, and that must answer with `proof`',
    proof: 'tells which build serves',
  },
  render: siteFile,
  missing: missingInSite,
};
