import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { type Host, isAddress, isUserName } from '@fck/core';
import { sshErrors } from '../errors.js';
import { loadSsh } from '../ssh2/ssh-module.js';
import { findSetting, mayAskForKeys, mayMatter } from './config-files.js';
import { BadSetting, expandFile, expandTokens, tokensOf, tokensOfCommands } from './expand.js';

/** OpenSSH's settings for a host. */
export interface SshConfig {
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Key files that the user configured for the host; undefined if these are OpenSSH's own defaults. */
  readonly identityFiles?: readonly string[] | undefined;
  readonly identitiesOnly: boolean;
  /** Certificates that the user configured for the host. */
  readonly certificateFiles: readonly string[];
  /** Socket of the agent; undefined for none. */
  readonly agent?: string | undefined;
  readonly jump?: string | undefined;
  readonly proxyCommand?: string | undefined;
  /** The name of its key in known_hosts, if it differs from the address. */
  readonly hostKeyAlias?: string | undefined;
  readonly knownHostsFiles: readonly string[];
  /** `ask` only if a configuration file says so: as OpenSSH's default it means `accept-new` here. */
  readonly hostKeyChecking: 'strict' | 'ask' | 'accept-new';
}

/** Where the configuration is. */
export interface SshHome {
  readonly env: NodeJS.ProcessEnv;
  readonly home?: string | undefined;
  /** Receives notices for the user though nothing failed. */
  onNotice?(text: string): void;
}

const SYSTEM_CONFIG = '/etc/ssh/ssh_config';
const GIVE_UP = 10_000;

/** The directory that `~` expands to. */
export function homeOf({ env, home }: SshHome): string {
  return home ?? env.HOME ?? homedir();
}

/**
 * OpenSSH's settings for a host. `ssh -G` evaluates them, so Include, Match and the rest work as in OpenSSH. Without a configuration
 * that matters, OpenSSH's defaults apply; without an ssh client too, with a notice. The host's own settings win.
 *
 * @throws FckError `SSH_WAY_UNKNOWN` if no provider turned the host's `via` into a command; `SSH_UNSAFE_NAME` for an
 *   address or a user with characters that a shell understands: ssh puts both into commands (`ProxyCommand`, `Match exec`)
 */
export async function resolveSshConfig(host: Host, where: SshHome): Promise<SshConfig> {
  const { via, proxyCommand } = host.ssh;
  if (via !== undefined && proxyCommand === undefined) throw sshErrors.way(host.name, via);
  if (!isAddress(host.address)) throw sshErrors.unsafeName(host.name, 'address', host.address);
  if (host.user !== undefined && !isUserName(host.user))
    throw sshErrors.unsafeName(host.name, 'user', host.user);
  const home = homeOf(where);
  const args = await configArguments(home);
  const options = (args && (await ask(host, args, where))) ?? new Map<string, string[]>();
  const config = await understood(host, home, where, options);
  if (options.get('stricthostkeychecking')?.[0] !== 'ask' || !(await isToldToAsk(host, where))) return config;
  return { ...config, hostKeyChecking: 'ask' };
}

/**
 * OpenSSH looks into the home directory of the password database, whatever `$HOME` says: if they differ, `-F` names the file.
 *
 * @returns undefined if ssh need not be asked
 */
async function configArguments(home: string): Promise<string[] | undefined> {
  const own = join(home, '.ssh', 'config');
  const usualHome = userInfo().homedir;
  const isUsualHome = home === usualHome;
  const answers = await Promise.all([
    // ssh resolves relative includes in the user's own ~/.ssh, even for a file elsewhere.
    mayMatter(own, join(usualHome, '.ssh')),
    isUsualHome && mayMatter(SYSTEM_CONFIG, dirname(SYSTEM_CONFIG)),
  ]);
  if (!answers.includes(true)) return undefined;
  return isUsualHome ? [] : ['-F', own];
}

/** @throws FckError `SSH_CONFIG` for a token or a variable that OpenSSH would refuse, with its place */
async function understood(
  host: Host,
  home: string,
  where: SshHome,
  options: Map<string, string[]>,
): Promise<SshConfig> {
  try {
    return fromOptions(host, home, where, options);
  } catch (error) {
    if (!(error instanceof BadSetting)) throw error;
    const folder = join(userInfo().homedir, '.ssh');
    const place =
      (await findSetting(join(home, '.ssh', 'config'), folder, error.keyword, error.part)) ??
      (await findSetting(SYSTEM_CONFIG, dirname(SYSTEM_CONFIG), error.keyword, error.part));
    throw sshErrors.setting(host.name, error.message, place);
  }
}

/** Whether a configuration file says `ask` for a host: then a further line behind all others changes nothing. */
async function isToldToAsk(host: Host, where: SshHome): Promise<boolean> {
  const usualHome = userInfo().homedir;
  const own = join(homeOf(where), '.ssh', 'config');
  const files = [own, ...(homeOf(where) === usualHome ? [SYSTEM_CONFIG] : [])];
  const mayAsk = await Promise.all(
    files.map((file) => mayAskForKeys(file, file === own ? join(usualHome, '.ssh') : dirname(file))),
  );
  if (!mayAsk.includes(true)) return false;
  const folder = await mkdtemp(join(tmpdir(), 'fck-ssh-'));
  try {
    const withDefault = join(folder, 'config');
    const includes = files.map((file) => `Include "${file}"\n`).join('');
    await writeFile(withDefault, `${includes}Host *\nStrictHostKeyChecking accept-new\n`);
    const options = await ask(host, ['-F', withDefault], where);
    return options?.get('stricthostkeychecking')?.[0] === 'ask';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function ask(
  host: Host,
  args: readonly string[],
  where: SshHome,
): Promise<Map<string, string[]> | undefined> {
  const command = ['-G', ...args];
  if (host.ssh.port !== undefined) command.push('-p', String(host.ssh.port));
  if (host.user !== undefined) command.push('-l', host.user);
  return new Promise((resolve, reject) => {
    execFile(
      'ssh',
      [...command, '--', host.address],
      { env: where.env, timeout: GIVE_UP },
      (error, stdout, stderr) => {
        if (!error) resolve(parseOptions(stdout));
        else if (error.code === 'ENOENT') {
          where.onNotice?.(
            '~/.ssh/config and /etc/ssh/ssh_config are ignored: the program "ssh", which evaluates them, is missing here. Install the OpenSSH client.',
          );
          resolve(undefined);
        } else reject(sshErrors.config(host.name, stderr.trim() || error.message, error));
      },
    );
    // In parallel: both take some tens of milliseconds.
    loadSsh();
  });
}

function parseOptions(output: string): Map<string, string[]> {
  const options = new Map<string, string[]>();
  for (const line of output.split('\n')) {
    const space = line.indexOf(' ');
    if (space < 0) continue;
    const values = options.get(line.slice(0, space)) ?? [];
    values.push(line.slice(space + 1));
    options.set(line.slice(0, space), values);
  }
  return options;
}

function fromOptions(host: Host, home: string, { env }: SshHome, options: Map<string, string[]>): SshConfig {
  const one = (name: string): string | undefined => {
    const value = options.get(name)?.[0];
    return value === 'none' ? undefined : value;
  };
  const user = host.user ?? one('user') ?? userInfo().username;
  const address = one('hostname') ?? host.address;
  const port = host.ssh.port ?? Number(one('port') ?? 22);
  const jumpText = host.ssh.jump ?? (host.ssh.proxyCommand === undefined ? one('proxyjump') : undefined);
  const hostKeyAlias = one('hostkeyalias');
  const localUser = userInfo().username;
  const source = {
    home,
    address,
    original: host.address,
    port,
    user,
    localUser,
    hostKeyAlias,
    jump: jumpText,
  };
  const tokens = tokensOf(source);
  // A shell runs the command, and the values are inserted unquoted: OpenSSH does not quote them either.
  const command = (keyword: string, text: string): string => {
    if (/%h/.test(text) && !isAddress(address)) throw sshErrors.unsafeName(host.name, 'address', address);
    if (/%r/.test(text) && !isUserName(user)) throw sshErrors.unsafeName(host.name, 'user', user);
    if (/%u/.test(text) && !isUserName(localUser)) throw sshErrors.unsafeName(host.name, 'user', localUser);
    return expandTokens(keyword, text, tokensOfCommands(tokens));
  };
  const path = (keyword: string, text: string): string =>
    expandFile(keyword, text.replace(/^~(?=\/|$)/, home), tokens, env);
  const files = options.get('identityfile');
  const named = files?.filter(
    (file) => file !== 'none' && !/^~\/\.ssh\/id_(rsa|dsa|xmss|(ecdsa|ed25519)(_sk)?)$/.test(file),
  );
  const proxyCommand = host.ssh.proxyCommand ?? one('proxycommand');
  const agent = options.get('identityagent')?.[0] ?? 'SSH_AUTH_SOCK';
  const words = (name: string, usual: string): string[] =>
    (one(name) ?? usual).split(/\s+/).filter((file) => file !== '' && file !== 'none');
  return {
    address,
    port,
    user,
    identityFiles:
      named && named.length > 0
        ? files?.filter(isNamed).map((file) => path('IdentityFile', file))
        : undefined,
    identitiesOnly: one('identitiesonly') === 'yes',
    certificateFiles: (options.get('certificatefile') ?? [])
      .filter(isNamed)
      .map((file) => path('CertificateFile', file)),
    agent: agentSocket(agent, env, (file) => path('IdentityAgent', file)),
    jump: jumpText === undefined || !jumpText.includes('%') ? jumpText : command('ProxyJump', jumpText),
    proxyCommand:
      host.ssh.jump === undefined && proxyCommand !== undefined
        ? command('ProxyCommand', proxyCommand)
        : undefined,
    hostKeyAlias,
    knownHostsFiles: [
      ...words('userknownhostsfile', join(home, '.ssh/known_hosts')).map((file) =>
        path('UserKnownHostsFile', file),
      ),
      ...words('globalknownhostsfile', '/etc/ssh/ssh_known_hosts'),
    ],
    hostKeyChecking: ['true', 'yes'].includes(one('stricthostkeychecking') ?? '') ? 'strict' : 'accept-new',
  };
}

function isNamed(file: string): boolean {
  return file !== 'none';
}

/** `SSH_AUTH_SOCK`, `$VARIABLE`, `none` or a path, as IdentityAgent has it. */
function agentSocket(
  text: string,
  env: NodeJS.ProcessEnv,
  path: (text: string) => string,
): string | undefined {
  if (text === 'none') return undefined;
  if (text === 'SSH_AUTH_SOCK') return env.SSH_AUTH_SOCK || undefined;
  if (/^\$\w+$/.test(text)) return env[text.slice(1)] || undefined;
  return path(text);
}
