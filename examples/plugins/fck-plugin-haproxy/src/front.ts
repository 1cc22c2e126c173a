import type { Front } from '@fck/core';
import { haproxyErrors } from './errors.js';
import { checkConfig, filesThatListenOn, installSite } from './installing.js';
import { siteFilePath } from './places.js';
import { haproxySection } from './section.js';
import { workersNow } from './workers.js';

/** Serves sites with the host's haproxy. Each site is one file in a folder that haproxy reads. */
export const haproxy: Front<typeof haproxySection> = {
  about: 'The site at the front door, passed on by haproxy.',
  schema: haproxySection,

  async prepare({ remote, role, warn }, { name, section, instance }) {
    if (!instance?.endpoint) throw haproxyErrors.nothingBehind(role.name);
    const [workers, objection, listening] = await Promise.all([
      workersNow(remote),
      checkConfig(remote),
      filesThatListenOn(remote, section.listen),
    ]);
    if (workers.length === 0) throw haproxyErrors.notRunning();
    if (objection !== undefined) throw haproxyErrors.brokenConfig(objection);
    const other = listening.find((file) => file !== siteFilePath(name));
    if (other !== undefined) throw haproxyErrors.portTaken(section.listen, other);
    for (const { url } of section.static)
      warn(`haproxy serves no files: the application is asked for ${url}.`);
  },

  async remember({ remote }, siteName) {
    return (await remote.as('root').read(siteFilePath(siteName))) ?? null;
  },

  switchTo: ({ fck, remote }, site) =>
    installSite(remote, siteFilePath(site.name), fck.templates.render('haproxy.site', site)),

  restore: ({ remote }, siteName, remembered) =>
    installSite(remote, siteFilePath(siteName), typeof remembered === 'string' ? remembered : undefined),

  door: ({ section }) => ({
    url: `http://127.0.0.1:${section.listen}`,
    hostName: section.server_names[0]?.replace('*', 'fck'),
  }),

  workMark: workersNow,

  /** Only workers that were replaced end: one that still takes requests is not waited for. */
  async drained(remote, mark) {
    const now = await workersNow(remote);
    return !Array.isArray(mark) || !mark.some((worker) => now.includes(worker));
  },

  async remove({ remote }, siteName) {
    const file = siteFilePath(siteName);
    if (await remote.exists(file)) await installSite(remote, file, undefined);
  },
};
