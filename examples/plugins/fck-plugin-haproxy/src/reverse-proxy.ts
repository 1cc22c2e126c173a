import type { HostContext, ProxyAddress, ReverseProxy, Site } from '@fck/core';
import { haproxyErrors } from './errors.js';
import { checkConfig, filesThatListenOn, installSite } from './installing.js';
import { hasIpv6 } from './ipv6.js';
import { siteFilePath } from './places.js';
import { type HaproxySection, haproxySection } from './section.js';
import { workersNow } from './workers.js';

/** Serves sites with the host's haproxy. Each site is one file in a folder that haproxy reads. */
export const haproxy: ReverseProxy<typeof haproxySection> = {
  about: 'The site, passed on by haproxy.',
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

  async switchTo(context, site) {
    await installSite(context.remote, siteFilePath(site.name), await contentOf(context, site));
  },

  async files(context, site) {
    return [{ path: siteFilePath(site.name), content: await contentOf(context, site) }];
  },

  undoSwitch: ({ remote }, siteName, remembered) =>
    installSite(remote, siteFilePath(siteName), typeof remembered === 'string' ? remembered : undefined),

  address: ({ section }) => addressAt('127.0.0.1', section),

  async addresses({ remote }, { section }) {
    const addresses = (await hasIpv6(remote)) ? ['127.0.0.1', '[::1]'] : ['127.0.0.1'];
    return addresses.map((address) => addressAt(address, section));
  },

  workMark: workersNow,

  /** Waits only for replaced workers: one that still accepts requests does not end. */
  async drained(remote, mark) {
    const now = await workersNow(remote);
    return !Array.isArray(mark) || !mark.some((worker) => now.includes(worker));
  },

  async remove({ remote }, siteName) {
    const file = siteFilePath(siteName);
    if (await remote.exists(file)) await installSite(remote, file, undefined);
  },
};

function addressAt(address: string, { listen, server_names: names }: HaproxySection): ProxyAddress {
  return { url: `http://${address}:${listen}`, hostName: names[0]?.replace('*', 'fck') };
}

async function contentOf({ fck, remote }: HostContext, site: Site<HaproxySection>): Promise<string> {
  return fck.templates.render('haproxy.site', { ...site, isIpv6: await hasIpv6(remote) });
}
