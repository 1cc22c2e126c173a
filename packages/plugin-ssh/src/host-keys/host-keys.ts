import { type FckError, formatPlace, type Host } from '@fck/core';
import { type SshTarget, sshErrors, targetText } from '../errors.js';
import { fingerprint, type KnownHost, keyType, matchesName, parseKeyBlob } from './known-hosts.js';
import { pinHostKey, readKnownHosts } from './pin-host-key.js';

/** Where host keys are looked up, and what happens to an unknown one. */
export interface HostKeyPolicy {
  /** The project's own file, where new keys are pinned. */
  readonly projectFile: string;
  /** OpenSSH's files, the user's before the machine's. */
  readonly otherFiles: readonly string[];
  readonly checking: 'strict' | 'ask' | 'accept-new';
  onNotice?(text: string): void;
}

/** The known keys of one host before it is connected. */
export class HostKeys {
  readonly #target: SshTarget;
  readonly #name: string;
  readonly #policy: HostKeyPolicy;
  readonly #known: readonly KnownHost[];
  readonly #revoked: readonly KnownHost[];
  /** True if the configuration lists the right keys: then files are ignored. */
  readonly #given: boolean;
  /** A line that names an authority for the host; fck does not support host certificates. */
  readonly #authority: KnownHost | undefined;

  /**
   * Reads what is known. The first source that knows the host decides; a key that any source revokes is refused.
   *
   * @param name the host's name in known_hosts: see `knownHostName`.
   */
  static async read(
    target: SshTarget,
    name: string,
    given: Host['ssh']['hostKeys'],
    policy: HostKeyPolicy,
  ): Promise<HostKeys> {
    const others = policy.otherFiles.map((file) => readKnownHosts(file).catch(() => []));
    const own = readKnownHosts(policy.projectFile).catch((error: unknown) => {
      throw sshErrors.pin(target, policy.projectFile, error);
    });
    const files = await Promise.all([own, ...others]);
    const about = files.map((lines) => lines.filter((line) => matchesName(line.names, name)));
    const revoked = about.flat().filter((line) => line.revoked);
    const authority = about.flat().find((line) => line.authority);
    const known = about
      .map((lines) => lines.filter((line) => !line.revoked && !line.authority))
      .find((lines) => lines.length > 0);
    if (given && given.length > 0)
      return new HostKeys(target, name, policy, given.flatMap(parseGiven), revoked, true, undefined);
    return new HostKeys(target, name, policy, known ?? [], revoked, false, authority);
  }

  private constructor(
    target: SshTarget,
    name: string,
    policy: HostKeyPolicy,
    known: readonly KnownHost[],
    revoked: readonly KnownHost[],
    given: boolean,
    authority: KnownHost | undefined,
  ) {
    this.#target = target;
    this.#name = name;
    this.#policy = policy;
    this.#known = known;
    this.#revoked = revoked;
    this.#given = given;
    this.#authority = authority;
  }

  /** The types of the keys that are known: the host is asked for one of these first. */
  get types(): string[] {
    return this.#known.map((line) => line.type);
  }

  /** Checks the key that a host shows, before anything is sent to it. Returns the error if the key must not be trusted. */
  async check(key: Buffer): Promise<FckError | undefined> {
    const shown = describe(key);
    const revoked = this.#revoked.find((line) => line.key.equals(key));
    if (revoked) return sshErrors.hostKeyRevoked(this.#target, shown, revoked);
    if (this.#known.some((line) => line.key.equals(key))) return undefined;
    if (this.#given || this.#known.length > 0) return this.#changed(shown, this.#known);
    const line = `${this.#name} ${keyType(key)} ${key.toString('base64')}`;
    if (this.#policy.checking === 'ask') return sshErrors.hostKeyAsked(this.#target, shown, this.#authority);
    if (this.#policy.checking === 'strict') {
      return sshErrors.hostKeyUnknown(this.#target, shown, this.#policy.projectFile, line, this.#authority);
    }
    return this.#pin(key, shown);
  }

  async #pin(key: Buffer, shown: string): Promise<FckError | undefined> {
    const file = this.#policy.projectFile;
    try {
      const quicker = await pinHostKey(file, this.#name, key);
      if (quicker) return this.#changed(shown, [quicker]);
    } catch (error) {
      if (!cannotWrite(error)) return sshErrors.pin(this.#target, file, error);
      // As OpenSSH does when it cannot write known_hosts: reading from hosts must not need a writable project.
      const line = `${this.#name} ${keyType(key)} ${key.toString('base64')}`;
      this.#policy.onNotice?.(
        `The key of ${targetText(this.#target)} is new, and ${file} cannot be written: it was accepted this once, and is compared with nothing next time. ${shown}. To have it known, add this line to ~/.ssh/known_hosts: ${line}`,
      );
      return undefined;
    }
    this.#policy.onNotice?.(
      `The key of ${targetText(this.#target)} is new and was pinned in ${file}: ${shown}${this.#authority ? `. ${formatPlace(this.#authority)} names an authority for it (@cert-authority), which fck cannot check: compare the fingerprint` : ''}`,
    );
    return undefined;
  }

  #changed(shown: string, known: readonly KnownHost[]): FckError {
    const first = known[0];
    const remedy =
      this.#given || !first
        ? 'put its new key into `ssh: {host_keys: […]}`.'
        : `forget the old one: ssh-keygen -R '${this.#name}' -f ${first.file}`;
    const lines = known.map((line) =>
      this.#given ? describe(line.key) : `${describe(line.key)} at ${formatPlace(line)}`,
    );
    const place = this.#given || !first ? undefined : { file: first.file, line: first.line };
    return sshErrors.hostKeyChanged(this.#target, shown, lines, place, remedy);
  }
}

/** Whether this user may not write a file or folder, or its file system is read-only. */
function cannotWrite(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && ['EROFS', 'EACCES', 'EPERM'].includes(String(error.code))
  );
}

function describe(key: Buffer): string {
  return `${fingerprint(key)} (${keyType(key)})`;
}

/** A key as `.pub` files and cloud consoles give it: `ssh-ed25519 AAAA… comment`, or a known_hosts line with names before it. */
function parseGiven(text: string): KnownHost[] {
  const words = text.trim().split(/\s+/);
  for (const [index, type] of words.entries()) {
    const key = parseKeyBlob(type, words[index + 1] ?? '');
    if (key) return [{ file: '', line: 0, revoked: false, names: '', type, key }];
  }
  return [];
}
