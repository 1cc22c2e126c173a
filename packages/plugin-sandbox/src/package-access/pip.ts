import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Section -> key -> value. A value of several lines keeps its newlines. */
export type PipConf = Map<string, Map<string, string>>;

/** Reads a pip.conf. */
export function parsePipConf(text: string): PipConf {
  const conf: PipConf = new Map();
  let section: Map<string, string> | undefined;
  let last: string | undefined;
  for (const line of text.split('\n')) {
    if (/^\s*([#;].*)?$/.test(line)) continue;
    const header = /^\[([^\]]+)\]/.exec(line)?.[1];
    const pair = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line);
    if (header !== undefined) {
      section = conf.get(header) ?? new Map<string, string>();
      conf.set(header, section);
      last = undefined;
    } else if (/^\s/.test(line) && section && last !== undefined) {
      section.set(last, `${section.get(last) ?? ''}\n${line.trim()}`);
    } else if (pair?.[1] !== undefined && section) {
      last = pair[1].toLowerCase().replaceAll('_', '-');
      section.set(last, (pair[2] ?? '').trim());
    }
  }
  return conf;
}

/** Merges several configurations; later ones win, as they do for pip. */
export function mergePipConf(confs: readonly PipConf[]): PipConf {
  const merged: PipConf = new Map();
  for (const conf of confs) {
    for (const [name, section] of conf) merged.set(name, new Map([...(merged.get(name) ?? []), ...section]));
  }
  return merged;
}

/** Writes a pip.conf. */
export function renderPipConf(conf: PipConf): string {
  const sections = [...conf].map(([name, section]) => {
    const pairs = [...section].map(([key, value]) => `${key} = ${value.split('\n').join('\n    ')}\n`);
    return `[${name}]\n${pairs.join('')}`;
  });
  return sections.join('\n');
}

/** Files and folders of this machine that a pip setting refers to, by path or by `file://` address. */
export function localPaths(value: string): string[] {
  const paths: string[] = [];
  for (const word of value.split(/\s+/)) {
    if (word.startsWith('/')) paths.push(word);
    else if (/^file:\/\/\//.test(word)) paths.push(fileURLToPath(word));
  }
  return paths;
}

const carried =
  /^PIP_(INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|TRUSTED_HOST|PROXY|CERT|CLIENT_CERT|DEFAULT_TIMEOUT|RETRIES)$/;

/** The variables that pip obeys, as configuration: services and sudo do not get the variables of a login. */
export function pipConfOfEnvironment(env: NodeJS.ProcessEnv): PipConf {
  const section = new Map<string, string>();
  for (const [name, value] of Object.entries(env)) {
    if (!carried.test(name) || !value?.trim()) continue;
    const key = name === 'PIP_DEFAULT_TIMEOUT' ? 'timeout' : name.slice(4).toLowerCase().replaceAll('_', '-');
    section.set(key, value.trim().split(/\s+/).join('\n'));
  }
  return new Map(section.size > 0 ? [['global', section]] : []);
}

/** Joins all pip configuration that applies to this process, so that it applies to every user of a host. */
export async function readPipConf(env: NodeJS.ProcessEnv): Promise<PipConf> {
  const home = homedir();
  const files = [
    '/etc/xdg/pip/pip.conf',
    '/etc/pip.conf',
    join(home, '.pip/pip.conf'),
    join(env.XDG_CONFIG_HOME || join(home, '.config'), 'pip/pip.conf'),
    ...(env.PIP_CONFIG_FILE ? [env.PIP_CONFIG_FILE] : []),
  ];
  // pip skips missing and unreadable files, too.
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return mergePipConf([...texts.map(parsePipConf), pipConfOfEnvironment(env)]);
}
