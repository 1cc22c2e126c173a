import { posix } from 'node:path';
import {
  ancestorsFile,
  type Facts,
  type HostContext,
  once,
  type ProxyAddress,
  type Remote,
  type Replaced,
  type ReverseProxy,
  type Site,
  secret,
  serviceCommand,
  sh,
} from '@fck/core';
import { z } from 'zod';
import type { Aside } from './aside.js';
import { expectNoConflict, namesForTheRest } from './conflicts.js';
import { nginxErrors } from './errors.js';
import { closedPorts } from './firewall.js';
import { foreignSitesIn } from './foreign-sites.js';
import { installSite, uninstallSite } from './installing.js';
import { formatListen, type Listen, localUrl } from './listen.js';
import { foreignListener, hasIpv6, listenersOn } from './listeners.js';
import { type LoadedConfig, loadedConfig } from './loaded-config.js';
import { beginMaintenance, endMaintenance, forgetMaintenance, maintenanceOf, passOf } from './maintenance.js';
import { objectionIn } from './objection.js';
import { redirectedNames } from './redirects.js';
import { routesOf } from './routes.js';
import { type NginxSection, nginxSection } from './section.js';
import { denialsOf } from './selinux.js';
import type { NginxSite } from './site-file.js';
import { allListensOfSite, listensOfRole, listensOfSite } from './site-listens.js';
import { expectReadable, findStatics } from './static-files.js';
import type { SiteTlsFiles } from './tls/directives.js';
import { http2On } from './tls/http2.js';
import { type CertificatePair, checkPair, configuredPair } from './tls/pair.js';
import {
  currentCertificate,
  currentPair,
  filesOfPair,
  namesPair,
  placeOfPair,
  removeOtherPairs,
  storePair,
} from './tls/stored-pair.js';
import { stillEnding, workersNow } from './workers.js';

/** The data of an undo entry. */
const rememberedSite = once(() =>
  z
    .object({
      content: z.string().nullable().catch(null),
      replaced: z.array(z.object({ file: z.string(), backup: z.string() })).default([]),
    })
    .catch({ content: null, replaced: [] }),
);

/** What `prepare` has read, for the rest of that activation: nginx needs long to print its configuration. */
const configs = new WeakMap<HostContext, Promise<LoadedConfig | undefined>>();

const ALL_ON_80: Listen = { address: undefined, port: 80 };

/** Serves sites with the host's nginx. Each site is one file, which nginx's main file includes. */
export const nginx: ReverseProxy<typeof nginxSection> = {
  about: 'The site, served by nginx.',
  schema: nginxSection,
  endpoints: ['unix', 'tcp'],

  user: userOf,

  check: (role, section) => checkPair(role, section),

  async prepare(context, site, replaces) {
    const looked = loadedConfig(context.remote);
    configs.set(context, looked);
    const [facts, config, workers, listeners, statics, isIpv6, user, tls] = await Promise.all([
      context.remote.facts(),
      looked,
      workersNow(context.remote),
      listenersOn(context.remote),
      findStatics(context, site),
      hasIpv6(context.remote),
      userOf(context.remote),
      lookAtTls(context, site),
    ]);
    const folder = siteFolder(facts);
    const file = sitePath(facts, site.name);
    const listens = allListensOfSite(site.section, isIpv6);
    if (!config || workers.length === 0)
      throw nginxErrors.notRunning(serviceCommand(facts, 'status', 'nginx'));
    // A name of this site that nginx ignores now does not matter: the file is about to be replaced.
    const objection =
      config.verdict.code === 0 ? undefined : objectionIn(config.verdict, file, undefined, []);
    if (objection) throw objection;
    if (!config.includes.some((pattern) => posix.resolve('/etc/nginx', pattern) === `${folder}/*.conf`)) {
      throw nginxErrors.notIncluded(folder);
    }
    for (const listen of listens) {
      const holder = foreignListener(listeners, listen, workers);
      if (holder !== undefined) throw nginxErrors.portTaken(formatListen(listen), holder);
    }
    const gone = [file, ...(replaces?.names ?? [])];
    const others = config.servers.filter((server) => !gone.includes(server.file));
    const isAncestors = (other: string) => ancestorsFile(context.project.name, other) !== undefined;
    expectNoConflict(site.section.server_names, listens, others, isAncestors);
    const redirected = redirectedNames(site.section.redirects);
    if (redirected.length > 0) expectNoConflict(redirected, listens, others, isAncestors);
    await expectReadable(context, statics, user ?? 'nobody');
    // An override that breaks the site is reported before anything is switched.
    contentOf(context, site, { statics, isIpv6, config, gone, tls });
  },

  async remember(context, siteName, replaces) {
    const file = sitePath(await context.remote.facts(), siteName);
    const content = (await context.remote.as('root').read(file)) ?? null;
    return { content, ...(replaces ? { replaced: asideOf(replaces) } : {}) };
  },

  async switchTo(context, site, replaces) {
    const file = sitePath(await context.remote.facts(), site.name);
    const gone = [file, ...(replaces?.names ?? [])];
    const { remote } = context;
    const ground = lookAtGround(context, site);
    const tls = site.section.tls && (await ground).tls;
    if (tls) await storePair(remote, site.name, tls.pair);
    const content = ground.then((found) => contentOf(context, site, { ...found, gone }));
    const [old] = await Promise.all([
      remote.as('root').read(file),
      installSite(remote, file, content, { aside: replaces ? asideOf(replaces) : [] }),
    ]);
    if (tls || namesPair(old)) await removeOtherPairs(remote, site.name, [old, await content]);
  },

  async files(context, site) {
    const [facts, found] = await Promise.all([context.remote.facts(), lookAtGround(context, site)]);
    const file = sitePath(facts, site.name);
    return [
      { path: file, content: contentOf(context, site, { ...found, gone: [file] }) },
      ...(found.tls ? filesOfPair(site.name, found.tls.pair) : []),
    ];
  },

  async undoSwitch(context, siteName, remembered) {
    const file = sitePath(await context.remote.facts(), siteName);
    const { content, replaced } = rememberedSite().parse(remembered);
    // The old content may contain a password that fck cannot mask any more: it is not shown.
    const old = content === null ? undefined : secret(content);
    const [undone] = await Promise.all([
      context.remote.as('root').read(file),
      installSite(context.remote, file, old, { back: replaced }),
    ]);
    if (namesPair(undone)) await removeOtherPairs(context.remote, siteName, [content ?? undefined]);
  },

  address: ({ section }) => addressesOf(section, section.listen)[0],

  async addresses({ remote }, { name, section }) {
    const [isIpv6, headersFile, facts] = await Promise.all([
      hasIpv6(remote),
      passOf(remote, name),
      remote.facts(),
    ]);
    const certificate = () => currentCertificate(remote, sitePath(facts, name));
    return addressesOf(section, listensOfSite(section, isIpv6), certificate).map((address) => ({
      ...address,
      headersFile,
    }));
  },

  async obstacles({ remote }, { section }) {
    return closedPorts(remote, listensOfRole(section));
  },

  workMark: workersNow,

  async drained(remote, mark) {
    return (await stillEnding(remote, workersOf(mark))).length === 0;
  },

  async log(remote, lines, about) {
    const words = about.flatMap((word) => ['-e', word]);
    const log = sh`tail -n 2000 /var/log/nginx/error.log | grep -F ${words} | tail -n ${lines}`;
    const [{ stdout }, denials] = await Promise.all([remote.as('root').look(log), denialsOf(remote)]);
    return [stdout.trimEnd(), denials].filter(Boolean).join('\n');
  },

  async foreignSites({ remote }, section) {
    const [config, isIpv6] = await Promise.all([loadedConfig(remote), hasIpv6(remote)]);
    if (!config) return [];
    const objection = config.verdict.code === 0 ? undefined : objectionIn(config.verdict, '', undefined, []);
    if (objection) throw objection;
    const { server_names: names, redirects } = section;
    const answered = names.length === 0 ? [] : [...names, ...redirectedNames(redirects)];
    return foreignSitesIn(config, answered, allListensOfSite(section, isIpv6));
  },

  maintenance: ({ remote }, siteName) => maintenanceOf(remote, siteName),
  beginMaintenance,
  endMaintenance,

  async remove(context: HostContext, siteName) {
    await uninstallSite(context.remote, sitePath(await context.remote.facts(), siteName));
    await forgetMaintenance(context.remote, siteName);
    await removeOtherPairs(context.remote, siteName, []);
  },
};

/** The user of nginx's workers: from its main file, or else the compiled-in default. */
async function userOf(remote: Remote): Promise<string | undefined> {
  const { stdout } = await remote.look(sh`
{ while read -r name user _; do [ "$name" != user ] || { echo "\${user%%;*}"; exit; }; done </etc/nginx/nginx.conf; } 2>/dev/null
nginx -V 2>&1 | tr ' ' '\n' | sed -n 's/^--user=//p'`);
  return stdout.trim() || undefined;
}

function addressesOf(
  { server_names: names, tls }: NginxSection,
  listens: readonly Listen[],
  certificate?: () => Promise<string | undefined>,
): [ProxyAddress, ...ProxyAddress[]] {
  const hostName = names.map(concreteName)[0];
  const [first = ALL_ON_80, ...others] = listens;
  const address = (listen: Listen): ProxyAddress => ({
    url: localUrl(listen, tls ? 'https' : 'http'),
    hostName,
    ...(tls ? { tls: certificate ? { certificate } : {} } : {}),
  });
  return [address(first), ...others.map(address)];
}

/** The facts of a host that a site's file depends on. */
interface Ground {
  readonly statics: NginxSite['statics'];
  readonly isIpv6: boolean;
  /** Undefined where it does not matter. */
  readonly config: Pick<LoadedConfig, 'servers'> | undefined;
  /** Undefined for a site without TLS of its own. */
  readonly tls: { readonly pair: CertificatePair; readonly files: SiteTlsFiles } | undefined;
}

async function lookAtGround(context: HostContext, site: Site<NginxSection>): Promise<Ground> {
  const [statics, isIpv6, config, tls] = await Promise.all([
    findStatics(context, site),
    hasIpv6(context.remote),
    site.section.server_names.length === 0
      ? (configs.get(context) ?? loadedConfig(context.remote))
      : undefined,
    lookAtTls(context, site),
  ]);
  return { statics, isIpv6, config, tls };
}

/** A rollback keeps the certificate that serves: it needs no files of the machine that fck runs on, and no secrets. */
async function lookAtTls(
  context: HostContext,
  { name, section }: Site<NginxSection>,
): Promise<Ground['tls']> {
  const { tls } = section;
  if (!tls) return undefined;
  const { remote, run } = context;
  const [http2, facts] = await Promise.all([http2On(remote), remote.facts()]);
  const current = run.reason === 'rollback' ? await currentPair(context, sitePath(facts, name)) : undefined;
  const pair = current ?? configuredPair(context, tls);
  return { pair, files: { ...placeOfPair(name, pair), http2 } };
}

function contentOf(
  { fck }: HostContext,
  site: Site<NginxSection>,
  { statics, isIpv6, config, gone, tls }: Ground & { readonly gone: readonly string[] },
): string {
  const { name, instance, verificationPath, verificationAnswer } = site;
  const section = { ...site.section, listen: listensOfSite(site.section, isIpv6) };
  const others = (config?.servers ?? []).filter((server) => !gone.includes(server.file));
  const restNames = namesForTheRest(section.server_names, section.listen, others);
  const data = {
    name,
    endpoint: instance?.endpoint,
    section,
    statics,
    routes: routesOf(site),
    restNames,
    tls: tls?.files,
    verificationPath,
    verificationAnswer,
  };
  return fck.templates.render('nginx.site', data);
}

/** Alpine's nginx includes `conf.d` outside its http block, and uses another folder for sites. */
function siteFolder(facts: Facts): string {
  return facts.packageManager === 'apk' ? '/etc/nginx/http.d' : '/etc/nginx/conf.d';
}

function sitePath(facts: Facts, siteName: string): string {
  return `${siteFolder(facts)}/fck-${siteName}.conf`;
}

/** A name that the wildcard matches: `*.example.com` answers to `fck.example.com`. */
function concreteName(name: string): string {
  return name.replace(/^\*\./, 'fck.').replace(/^\./, '').replace(/\.\*$/, '.fck');
}

function asideOf({ names, backups }: Replaced): Aside[] {
  return names.map((file) => ({ file, backup: posix.join(backups, posix.basename(file)) }));
}

function workersOf(mark: unknown): string[] {
  return Array.isArray(mark) ? mark.filter((worker): worker is string => typeof worker === 'string') : [];
}
