import type { Distribution } from '../spec.js';

/** One source of packages, as a deb822 stanza describes it. */
export interface AptSource {
  uris: string[];
  suites: string[];
  components: string[];
  /** `Signed-By`: a path of this machine, or a key block. */
  signedBy?: string;
  /** Other options, as written: `Trusted`, `Check-Valid-Until` … */
  options: Map<string, string>;
}

const components = /^(main|contrib|non-free|non-free-firmware|universe|multiverse|restricted)$/;
const pocket = /^$|^[-/](updates|security|backports|backports-sloppy|proposed|proposed-updates)$/;
const distributionKeyring = /(^|\/)(debian|ubuntu)-archive[^/]*$/;

/** Reads a `.list` file, one source a line. */
export function parseListFile(text: string): AptSource[] {
  const sources: AptSource[] = [];
  for (const line of text.split('\n')) {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)([^#]*)/.exec(line);
    if (!match) continue;
    const [, bracket = '', uri = '', suite = '', rest = ''] = match;
    const options = new Map<string, string>();
    for (const option of bracket.split(/\s+/).filter(Boolean)) {
      const at = option.indexOf('=');
      // `arch=amd64,arm64` here is `Architectures: amd64 arm64` there.
      const key = option.slice(0, at).toLowerCase();
      options.set(key === 'arch' ? 'architectures' : key, option.slice(at + 1).replaceAll(',', ' '));
    }
    sources.push(source([uri], [suite], rest.trim().split(/\s+/).filter(Boolean), options));
  }
  return sources;
}

/** Reads a `.sources` file, one source a stanza. */
export function parseSourcesFile(text: string): AptSource[] {
  const sources: AptSource[] = [];
  const withoutComments = text.replaceAll(/^#.*\n?/gm, '');
  for (const stanza of withoutComments.split(/\n\s*\n/)) {
    const fields = new Map<string, string>();
    let last = '';
    for (const line of stanza.split('\n')) {
      const match = /^([A-Za-z-]+):\s*(.*)$/.exec(line);
      if (match?.[1] !== undefined) {
        last = match[1].toLowerCase();
        fields.set(last, (match[2] ?? '').trim());
      } else if (/^\s/.test(line) && last) fields.set(last, `${fields.get(last)}\n${line.trimEnd()}`);
    }
    const words = (name: string) => {
      const found = (fields.get(name) ?? '').split(/\s+/).filter(Boolean);
      fields.delete(name);
      return found;
    };
    const enabled = !/^(no|false)$/i.test(fields.get('enabled') ?? 'yes');
    const types = words('types');
    const parsed = source(words('uris'), words('suites'), words('components'), fields);
    if (enabled && types.includes('deb')) sources.push(parsed);
  }
  return sources;
}

function source(uris: string[], suites: string[], parts: string[], options: Map<string, string>): AptSource {
  const signedBy = options.get('signed-by');
  options.delete('signed-by');
  options.delete('enabled');
  return { uris, suites, components: parts, options, ...(signedBy ? { signedBy } : {}) };
}

/**
 * Keeps the distribution's own sources and its mirrors, and drops third parties. `origins` contains what the machine's package
 * lists say about an address; without them, the names of suite, component and key decide.
 */
export function distributionSources(
  sources: readonly AptSource[],
  { id, suite }: Distribution,
  origins: ReadonlyMap<string, string>,
): AptSource[] {
  const kept: AptSource[] = [];
  for (const each of sources) {
    const suites = each.suites.filter(
      (name) => name.startsWith(suite) && pocket.test(name.slice(suite.length)),
    );
    const parts = each.components.filter((name) => components.test(name));
    const uris = each.uris.filter((uri) => {
      if (uri.startsWith('cdrom:')) return false;
      const origin = origins.get(uri.replace(/\/*$/, '/'));
      if (origin) return origin.toLowerCase() === id;
      return each.signedBy === undefined || distributionKeyring.test(each.signedBy);
    });
    if (suites.length > 0 && parts.length > 0 && uris.length > 0) {
      kept.push({ ...each, uris, suites, components: parts });
    }
  }
  return kept;
}

/** The sources of a release, made from those of this machine: the same mirrors, asked for another suite. */
export function sourcesOfRelease(
  own: readonly AptSource[],
  machine: Distribution,
  wanted: Distribution,
): AptSource[] {
  if (wanted.id !== machine.id) return defaultSources(wanted);
  const ofRelease = own.map((each) => ({
    ...each,
    // Other suites, such as backports, do not exist for every release.
    suites: each.suites
      .map((name) => name.slice(machine.suite.length))
      .filter((name) => ['', '-updates', '-security'].includes(name))
      .map((name) => wanted.suite + name),
    // Firmware was part of Debian's non-free before bookworm.
    components: each.components.filter((name) => wanted.suite !== 'bullseye' || name !== 'non-free-firmware'),
    // The keyring of a release does not contain the keys of others.
    ...(each.signedBy?.includes(machine.suite) ? { signedBy: archiveKeyring(wanted.id) } : {}),
  }));
  return ofRelease.filter(({ suites, components }) => suites.length > 0 && components.length > 0);
}

/** The keyring with the keys of all releases. */
export function archiveKeyring(id: Distribution['id']): string {
  return `/usr/share/keyrings/${id}-archive-keyring.gpg`;
}

/** The sources for a machine without usable ones of its own. */
export function defaultSources({ id, suite }: Distribution): AptSource[] {
  const make = (uri: string, suites: string[], parts: string[]) =>
    source([uri], suites, parts, new Map([['signed-by', archiveKeyring(id)]]));
  if (id === 'ubuntu') {
    const parts = ['main', 'universe'];
    return [
      make('http://archive.ubuntu.com/ubuntu', [suite, `${suite}-updates`], parts),
      make('http://security.ubuntu.com/ubuntu', [`${suite}-security`], parts),
    ];
  }
  return [
    make('http://deb.debian.org/debian', [suite, `${suite}-updates`], ['main']),
    make('http://deb.debian.org/debian-security', [`${suite}-security`], ['main']),
  ];
}

/** Writes sources as a `.sources` file. */
export function renderSources(sources: readonly AptSource[]): string {
  return sources
    .map((each) => {
      const lines = [
        'Types: deb',
        `URIs: ${each.uris.join(' ')}`,
        `Suites: ${each.suites.join(' ')}`,
        `Components: ${each.components.join(' ')}`,
        ...(each.signedBy ? [`Signed-By: ${each.signedBy}`] : []),
        ...[...each.options].map(([key, value]) => `${key}: ${value}`),
      ];
      return `${lines.join('\n')}\n`;
    })
    .join('\n');
}

const carried =
  /^Acquire::((https?|ftp|socks|tor)::|(Check-Valid-Until|Check-Date|Retries|ForceIPv[46]|Queue-Mode|PDiffs|By-Hash|AllowInsecureRepositories|AllowWeakRepositories)\b)/;

/** The settings in the output of `apt-config dump` that determine how packages are fetched. */
export function acquireSettings(dump: string): string[] {
  return dump.split('\n').filter((line) => {
    // A proxy detection script is a program of this machine, which hosts do not have.
    return carried.test(line) && !line.endsWith(' "";') && !line.includes('Auto-Detect');
  });
}
