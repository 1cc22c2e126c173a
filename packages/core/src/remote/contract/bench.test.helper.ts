import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import type { FckEventDraft } from '../../api/events.js';
import type { Transport } from '../../api/transport.js';
import { type Command, sh } from '../../command/command.js';
import type { Machine } from '../machine.js';
import { MachineRemote, type RemoteSetting } from '../machine-remote.js';
import { cannotEnd, type Engine, machineWith } from './engines.test.helper.js';
import type { ContractPlace } from './place.test.helper.js';

/** What a test may set of its remote. */
export type ContractSetting = Partial<Pick<RemoteSetting, 'plan' | 'fence' | 'bookkeeping' | 'unasked'>>;

/** A remote over a connection of its own. */
export interface AnotherRemote {
  readonly remote: MachineRemote;
  readonly machine: Machine;
  /** Breaks the connection. */
  cut(): void;
}

/**
 * A machine under test. All tests share one connection, so that no test may disturb those after it. What they did is looked at
 * over another connection, without the engine.
 */
export class ContractBench {
  readonly place: ContractPlace;
  readonly engine: Engine;
  /** The events of the current test. */
  events: FckEventDraft[] = [];
  /** A folder on the machine, new for each test; it belongs to the login user. */
  folder = '';
  #machine: Machine | undefined;
  #witness: Transport | undefined;

  constructor(place: ContractPlace, engine: Engine) {
    this.place = place;
    this.engine = engine;
  }

  /** Waits until a program has ended on the machine, where the engine can end one. */
  async expectEnded(pid: string): Promise<void> {
    if (cannotEnd(this.engine, this.place) === undefined)
      await expect.poll(() => this.isRunning(pid)).toBe(false);
    else await this.onHost(sh`kill ${pid} 2>/dev/null || :`);
  }

  /** The remote under test, as the login user. */
  remote(setting: ContractSetting = {}): MachineRemote {
    if (!this.#machine) throw new Error('the machine is not connected');
    return this.#remoteOf(this.#machine, setting);
  }

  /** A remote over a connection of its own, which may be broken. Closed when the test ends. */
  another(settingOf: (machine: Machine) => ContractSetting = () => ({})): AnotherRemote {
    const cuts: (() => void)[] = [];
    const machine = machineWith(this.engine, this.place.host, async () => {
      const { transport, cut } = await this.place.connect();
      cuts.push(cut);
      return transport;
    });
    onTestFinished(() => machine.disconnect());
    return {
      remote: this.#remoteOf(machine, settingOf(machine)),
      machine,
      cut: () => {
        for (const cut of cuts) cut();
      },
    };
  }

  /** Runs a command on the machine, without the engine. */
  onHost(command: Command): Promise<string> {
    if (!this.#witness) throw new Error('the machine is not connected');
    return outputOf(this.#witness, command);
  }

  /** Runs a command as a login of its own does. */
  async atLogin(command: Command): Promise<string> {
    const { transport } = await this.place.connect();
    onTestFinished(() => transport.close());
    return outputOf(transport, command);
  }

  /** Registers a test that moves much data, or waits. */
  heavy(title: string, test: () => Promise<void>): void {
    if (!this.place.isVariant) it(title, test);
  }

  path(name: string): string {
    return `${this.folder}/${name}`;
  }

  /** Checksum of a file on the machine. */
  async sha256(path: string): Promise<string> {
    return (await this.onHost(sh`sha256sum <${path}`)).slice(0, 64);
  }

  /** The names in a folder of the machine, hidden ones too. */
  async names(path = this.folder): Promise<string[]> {
    return (await this.onHost(sh`ls -A -- ${path}`)).split('\n').filter((name) => name !== '');
  }

  /** Waits until a file exists on the machine and is not empty, and returns its first line. */
  async written(path: string): Promise<string> {
    return (await this.onHost(sh`${until(sh`[ -s ${path} ]`)}; cat ${path}`)).trim();
  }

  /** Whether a process runs on the machine; a zombie does not count. */
  async isRunning(pid: string): Promise<boolean> {
    const state = await this.onHost(sh`grep '^State:' /proc/${pid}/status 2>/dev/null || :`);
    return state !== '' && !/Z/.test(state);
  }

  /** The reported changes. */
  get changes() {
    return this.events.filter((event) => event.type === 'change');
  }

  /** The reported lines of output. */
  get output(): string[] {
    return this.events.flatMap((event) =>
      event.type === 'output' ? [`${event.stream}: ${event.text}`] : [],
    );
  }

  /** Registers what each test needs. */
  register(): this {
    beforeAll(async () => {
      this.#machine = machineWith(
        this.engine,
        this.place.host,
        async () => (await this.place.connect()).transport,
      );
      this.#witness = await (this.place.witness?.() ??
        this.place.connect().then(({ transport }) => transport));
    });
    beforeEach(async ({ onTestFinished }) => {
      this.events = [];
      const folder = (await this.onHost(sh`mktemp -d /tmp/fck-contract-XXXXXX`)).trim();
      this.folder = folder;
      // After all that tests clean up themselves.
      onTestFinished(async () => {
        await this.onHost(sh`rm -rf -- ${folder}`);
      });
    });
    afterAll(async () => {
      await this.#machine?.disconnect();
      await this.#witness?.close();
    });
    return this;
  }

  #remoteOf(machine: Machine, setting: ContractSetting): MachineRemote {
    return new MachineRemote({
      host: this.place.host,
      machine,
      emit: (event) => this.events.push(event),
      signal: new AbortController().signal,
      plan: undefined,
      ...setting,
    });
  }
}

async function outputOf(transport: Transport, command: Command): Promise<string> {
  const channel = await transport.open(command.text);
  channel.stdin.end();
  const [stdout, stderr, exit] = await Promise.all([
    text(channel.stdout),
    text(channel.stderr),
    channel.exit,
  ]);
  expect({ exit, stderr }, command.text).toMatchObject({ exit: { code: 0 } });
  return stdout;
}

/** Waits on a machine until a command succeeds, for a minute: a test that was killed must leave no loop there. */
export function until(condition: Command): Command {
  return sh`for fck_try in $(seq 3000); do ! ${condition} || break; sleep 0.02; done`;
}
