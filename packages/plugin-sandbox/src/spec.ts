import { isAbsolute } from 'node:path';
import { sandboxErrors } from './errors.js';

/** Receives, in a few words, what is being done now. */
export type OnProgress = (text: string) => void;

const ofDebian = ['bullseye', 'bookworm', 'trixie'] as const;
const ofUbuntu = ['jammy', 'noble'] as const;

/** The releases that hosts may have, independent of this machine's. */
export const suites = [...ofDebian, ...ofUbuntu] as const;

/** A release of Debian or Ubuntu that hosts may have. */
export type Suite = (typeof suites)[number];

/** The distribution that it belongs to. */
export function distributionOf(suite: Suite): 'debian' | 'ubuntu' {
  return ofDebian.some((name) => name === suite) ? 'debian' : 'ubuntu';
}

/** One requested throwaway host. */
export interface SandboxHostSpec {
  /** Unique in its project; it becomes the host's name. */
  name: string;
  /** The project that the host belongs to. */
  project: string;
  role: string;
  /** The login user, made with passwordless sudo. */
  user: string;
  /** An upper bound on memory, such as `512M`. Without it the host may use all the machine has. */
  memory?: string;
  /** The size of its disk, such as `2G`. Without it the host may fill the state folder's disk. */
  disk?: string;
  /** Distribution packages that are installed from the start, beside those of every host. */
  packages?: string[];
  /** The release of the host. Default: the release of this machine. */
  suite?: Suite;
  /**
   * Absolute path of a script on this machine, and its arguments. It is run as root in the image, once, with the network and
   * package access of a host. The image is built again if the script's text or the arguments change.
   */
  prepare?: readonly [script: string, ...args: string[]];
}

/** A throwaway host as it is now. */
export interface SandboxHost {
  name: string;
  project: string;
  role: string;
  user: string;
  address: string;
  port: 22;
  /** The private key that the login user's authorized_keys names. */
  identityFile: string;
  /** The host's public keys in the form of known_hosts: `ssh-ed25519 AAAA…`. */
  hostKeys: string[];
  /** The process that runs the host, if it runs. */
  pid?: number;
  state: 'running' | 'stopped';
}

const hostName = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/;
const label = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const userName = /^[a-z_][a-z0-9_-]{0,31}$/;
const packageName = /^[a-z0-9][a-z0-9+.-]+$/;

/** Refuses requests that cannot become hosts, before anything is made. */
export function checkSpecs(specs: readonly SandboxHostSpec[]): void {
  const seen = new Set<string>();
  for (const spec of specs) {
    const at = `sandbox host '${spec.name}'`;
    expect(hostName.test(spec.name), `${at}: not a host name`, 'Use a-z, 0-9 and "-", at most 40 of them.');
    for (const [what, value] of [
      ['project', spec.project],
      ['role', spec.role],
    ] as const) {
      expect(
        label.test(value),
        `${at}: '${value}' is not a ${what} name`,
        'Use letters, digits, ".", "_", "-".',
      );
    }
    expect(
      userName.test(spec.user),
      `${at}: '${spec.user}' is not a user name`,
      'Use a name such as "deploy".',
    );
    for (const name of spec.packages ?? []) {
      expect(packageName.test(name), `${at}: '${name}' is not a package name`, 'Write it as apt-get does.');
    }
    if (spec.prepare) {
      const [script] = spec.prepare;
      expect(
        isAbsolute(script),
        `${at}: '${script}' is not an absolute path`,
        'Write the whole path of `prepare`.',
      );
    }
    if (spec.memory !== undefined) parseSize(spec.memory, `${at}: memory`);
    if (spec.disk !== undefined) parseSize(spec.disk, `${at}: disk`);
    const key = `${spec.project}/${spec.name}`;
    expect(
      !seen.has(key),
      `${at} is asked for twice in '${spec.project}'`,
      'Give each host a name of its own.',
    );
    seen.add(key);
  }
}

const units: Record<string, number> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** Parses a size such as `512M` or `2G` into bytes. */
export function parseSize(text: string, where: string): number {
  const match = /^(\d+)([KMGT]?)$/.exec(text);
  const bytes = Number(match?.[1]) * (units[match?.[2] ?? ''] ?? Number.NaN);
  expect(
    Number.isSafeInteger(bytes) && bytes >= 2 ** 25,
    `${where}: '${text}' is no size`,
    'Use e.g. 512M or 2G, at least 32M.',
  );
  return bytes;
}

function expect(ok: boolean, message: string, hint: string): void {
  if (!ok) throw sandboxErrors.spec(message, hint);
}

/** A distribution and its release, of this machine or of a host. */
export interface Distribution {
  id: 'debian' | 'ubuntu';
  /** Its release, such as `bookworm`. */
  suite: string;
}
