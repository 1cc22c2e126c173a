import type { Facts } from '../api/facts.js';
import type { Host } from '../api/host.js';
import type { Transport } from '../api/transport.js';
import type { Redactor } from '../command/redact.js';
import type { Helper } from '../transport/helper/helper.js';
import { meteredTransport } from '../transport/metered-transport.js';
import { shellCommand } from '../transport/shell/shell-start.js';
import { WarmShell } from '../transport/shell/warm-shell.js';
import { Meter } from '../transport/traffic.js';
import type { Privilege } from './change-command.js';
import { factsCommand, parseFacts } from './facts.js';

/** Connects to a host, when the connection is first needed. */
export type Connect = (host: Host) => Promise<Transport>;

/**
 * One machine and its open resources: a connection, and a warm shell for each user. Hosts of several roles on one
 * address share it.
 */
export class Machine {
  readonly redactor: Redactor;
  readonly host: Host;
  /** Counts the traffic between this process and the machine. */
  readonly meter = new Meter();
  readonly #connect: Connect;
  readonly #engine: 'helper' | 'shell';
  readonly #shells = new Map<string, Promise<WarmShell>>();
  #transport: Promise<Transport> | undefined;
  #facts: Promise<Facts> | undefined;

  /** @param engine `shell` never starts a helper, as on a machine without Python */
  constructor(host: Host, connect: Connect, redactor: Redactor, engine: 'helper' | 'shell' = 'helper') {
    this.host = host;
    this.#engine = engine;
    this.#connect = connect;
    this.redactor = redactor;
    if (host.sudoPassword) redactor.add(host.sudoPassword);
  }

  /** The connection; opened on first use. */
  async transport(): Promise<Transport> {
    return meteredTransport(await this.#connected(), this.meter, { awaits: true });
  }

  /** The warm shell of a user; undefined is the login user. */
  async shell(user: string | undefined): Promise<WarmShell> {
    const key = user ?? '';
    const known = this.#shells.get(key);
    if (known) return known;
    const opening = this.#openShell(user);
    this.#shells.set(key, opening);
    return opening;
  }

  /**
   * The helper of a user, in the place of its warm shell. Started on first use.
   *
   * @returns undefined if the machine has no Python for it
   * @throws FckError `SUDO_FAILED` or `SHELL_FAILED` if the user's shell does not answer
   */
  async helper(user: string | undefined): Promise<Helper | undefined> {
    return this.#engine === 'shell' ? undefined : (await this.shell(user)).helper();
  }

  /** The helper of a user, if it works already. */
  async workingHelper(user: string | undefined): Promise<Helper | undefined> {
    return (await this.#shells.get(user ?? ''))?.working;
  }

  /** Facts of the machine. Looked up once. */
  facts(): Promise<Facts> {
    this.#facts ??= this.shell(undefined).then(async (shell) => {
      const found = await (shell.opening ?? shell.look(factsCommand().text));
      return parseFacts(found.stdout);
    });
    return this.#facts;
  }

  /** Normalizes a user: undefined, if it is the login user. */
  async actingAs(user: string | undefined): Promise<string | undefined> {
    if (user === undefined) return undefined;
    const login = this.host.user ?? (await this.facts()).user;
    return user === login ? undefined : user;
  }

  /**
   * Checks that the login user may act as this user, by the shell that does so anyway. A password is tried only there,
   * with no input after it: sudo would take the input for further attempts, and locks accounts.
   *
   * @returns how changes become that user
   * @throws FckError `SUDO_FAILED`
   */
  async requireSudo(user: string): Promise<Privilege> {
    const { sudoReadsAhead } = await (await this.shell(user)).ready();
    return { user, password: this.host.sudoPassword, sudoReadsAhead };
  }

  /**
   * How changes become a user. A configured password is tried first.
   *
   * @throws FckError `SUDO_FAILED`
   */
  async privilegeOf(user: string | undefined): Promise<Privilege> {
    if (user === undefined || !this.host.sudoPassword) return { user, password: undefined };
    return this.requireSudo(user);
  }

  /** Ends every shell and the connection. The next use opens them again. */
  async disconnect(): Promise<void> {
    const shells = [...this.#shells.values()];
    const transport = this.#transport;
    this.#shells.clear();
    this.#transport = undefined;
    // Ends all at once: an idle shell ends with its input, and the connection need not wait for it.
    await Promise.all([
      ...shells.map((shell) => shell.then((open) => open.close()).catch(() => undefined)),
      transport?.then((open) => open.close()).catch(() => undefined),
    ]);
  }

  #connected(): Promise<Transport> {
    this.#transport ??= this.meter.connecting(this.#connect(this.host));
    return this.#transport;
  }

  async #openShell(user: string | undefined): Promise<WarmShell> {
    const transport = meteredTransport(await this.#connected(), this.meter, { awaits: false });
    const password = user === undefined ? undefined : this.host.sudoPassword;
    return WarmShell.open(transport, {
      command: shellCommand({ user, password: password !== undefined }),
      user: this.host.user,
      host: this.host.name,
      meter: this.meter,
      ...(password ? { password } : {}),
      ...(user === undefined ? { opening: factsCommand().text } : {}),
    });
  }
}
