import { readFile, stat } from 'node:fs/promises';
import type { Distribution } from '../spec.js';
import type { NetworkRecord } from '../state.js';
import { type AptAccess, readAptAccess } from './apt.js';
import {
  aptProxies,
  packageVariables,
  parseEnvironmentFile,
  renderEnvironmentFile,
  renderSudoers,
  seenFromHost,
  withoutProxy,
} from './environment.js';
import { localPaths, readPipConf, renderPipConf } from './pip.js';
import { readResolver, renderResolvConf } from './resolver.js';

/** How this machine reaches packages, which its hosts need, too. */
export interface PackageAccess {
  apt: AptAccess;
  /** Texts of files of a host, by path; written for a machine without a bridge. */
  texts: Map<string, string>;
  variables: Map<string, string>;
  /** Files and folders that are copied to the same path. */
  copies: string[];
  /** Folders that a host sees, read-only, at the same path. */
  binds: string[];
  /** Addresses that must stay reachable: no sandbox subnet may cover them. */
  nameservers: string[];
}

// Binding one of these would hide the host's own folder.
const system = /^\/(bin|boot|dev|etc|home|lib\w*|media|mnt|opt|proc|root|run|sbin|srv|sys|tmp|usr|var)?\/*$/;
const never = /^\/(proc|sys|dev|run|tmp|bin|sbin|lib\w*)(\/|$)/;

/** Reads the machine's settings for hosts of a release; assumes no path, address or registry. */
export async function readPackageAccess(
  machine: Distribution,
  wanted: Distribution,
  env = process.env,
): Promise<PackageAccess> {
  const [apt, resolver, login, hosts] = await Promise.all([
    readAptAccess(machine, wanted),
    readResolver(),
    readFile('/etc/environment', 'utf8').catch(() => ''),
    readFile('/etc/hosts', 'utf8').catch(() => ''),
  ]);
  const pipConf = await readPipConf({ ...parseEnvironmentFile(login), ...env });
  const variables = new Map([...packageVariables(parseEnvironmentFile(login)), ...packageVariables(env)]);
  const settings = [...pipConf.values()].flatMap((section) => [...section.values()]);
  const mentioned = [...settings, ...variables.values()].flatMap(localPaths);
  const copies = new Set(['/etc/ssl/certs', '/usr/local/share/ca-certificates', ...apt.files]);
  const binds = new Set<string>();
  for (const path of [...mentioned, ...apt.folders]) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) copies.add(path);
    else if (found?.isDirectory() && !system.test(path) && !path.startsWith('/etc/ssl/')) binds.add(path);
  }
  const texts = new Map([
    ['/etc/apt/sources.list.d/machine.sources', apt.sources],
    [
      '/etc/apt/apt.conf.d/90machine',
      [...apt.settings, ...aptProxies(variables, apt.settings), ''].join('\n'),
    ],
    ['/etc/pip.conf', renderPipConf(pipConf)],
    ['/etc/resolv.conf', renderResolvConf(resolver)],
    ['/etc/hosts', foreignHosts(hosts)],
  ]);
  return {
    apt,
    texts,
    variables,
    copies: [...copies].filter((path) => !never.test(path)),
    binds: [...binds].filter((path) => !never.test(path) || path.startsWith('/tmp/')),
    nameservers: resolver.nameservers,
  };
}

/** The texts as a host on this network needs them. */
export function textsForHost(
  access: PackageAccess,
  network: NetworkRecord,
  hostname: string,
): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [path, text] of access.texts) texts.set(path, seenFromHost(text, network.gateway));
  const variables = withoutProxy(access.variables, network.subnet);
  texts.set('/etc/environment', seenFromHost(renderEnvironmentFile(variables), network.gateway));
  texts.set('/etc/sudoers.d/80-machine', renderSudoers(variables));
  texts.set(
    '/etc/hosts',
    `127.0.0.1 localhost\n::1 localhost ip6-localhost\n127.0.1.1 ${hostname}\n${access.texts.get('/etc/hosts') ?? ''}`,
  );
  return texts;
}

/** Names that the machine resolves by itself to addresses other than its own. */
export function foreignHosts(text: string): string {
  const lines = text.split('\n').map((line) => line.replace(/#.*/, '').trim());
  return lines
    .filter((line) => /^(\d|[0-9a-f]*:)/i.test(line) && !/^(127\.|::1\s|fe00::|ff0\d::)/i.test(line))
    .map((line) => `${line}\n`)
    .join('');
}
