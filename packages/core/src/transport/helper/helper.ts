import type { Channel, Exit, Transport } from '../../api/transport.js';
import type { PythonCall } from '../../command/python-module.js';
import { transportErrors } from '../../errors/transport.js';
import type { Meter } from '../traffic.js';
import {
  encodeFrame,
  encodeNumber,
  FrameDecoder,
  frameHeader,
  type HelperFrame,
  kinds,
  LONGEST_REQUEST,
} from './frames.js';
import { helperProgram } from './helper-program.js';
import { VerbChannel, WINDOW } from './verb-channel.js';

/** Milliseconds between two questions whether the helper still answers. */
const PING = 15_000;
/** Unanswered questions after which it counts as lost. Not a time: fck itself may have been paused. */
const UNANSWERED = 4;

/** Milliseconds that it may take to end when its input ends. */
const END_GRACE = 250;

/** Proof that a change may be made: the folder of the machine's lock, and the run that must hold it. */
interface FenceRequest {
  readonly root: string;
  readonly run: string;
}

/** What a helper is asked to do. `python/helper.py` lists the verbs. */
export type HelperRequest =
  | {
      readonly verb: 'run';
      readonly argv: readonly string[];
      readonly cwd?: string | undefined;
      readonly env?: Readonly<Record<string, string>> | undefined;
      readonly fence?: FenceRequest | undefined;
    }
  | {
      readonly verb: 'write';
      readonly files: readonly {
        readonly path: string;
        readonly size: number;
        readonly mode: number;
        readonly owner?: string | undefined;
      }[];
      readonly fence?: FenceRequest | undefined;
    }
  | {
      readonly verb: 'call';
      readonly call: PythonCall;
      readonly fence?: FenceRequest | undefined;
    }
  | { readonly verb: 'lock'; readonly [fact: string]: unknown };

/**
 * fck's helper on a host: a program that works for one user and one run. It makes changes and holds the lock, over one
 * channel, and ends with it. Nothing of it is installed.
 */
export class Helper {
  readonly #channel: Channel;
  readonly #hostName: string;
  readonly #meter: Meter | undefined;
  readonly #decoder = new FrameDecoder();
  readonly #verbs = new Map<number, VerbChannel>();
  /** The keys of the modules that the helper has. */
  readonly #modules = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  #number = 0;
  /** Questions since it last sent something. */
  #unanswered = 0;
  #isSilent = false;
  #isOver = false;

  /** @param channel to a program that waits for the helper's text; see `becomeHelper` */
  constructor(channel: Channel, hostName: string, meter?: Meter) {
    this.#channel = channel;
    this.#hostName = hostName;
    this.#meter = meter;
    void channel.exit.then(() => this.#end());
    channel.stdout.on('data', (chunk: Buffer) => this.#receive(chunk));
    channel.stdout.resume();
    channel.stderr.resume();
    channel.stdin.on('error', () => undefined);
    channel.stdin.write(helperProgram());
    this.#timer = setInterval(() => this.#ping(), PING).unref();
  }

  /** Whether it can take requests, as far as this process knows. */
  get alive(): boolean {
    return !this.#isOver;
  }

  /**
   * Starts a verb, whose input and outputs are the streams of the channel.
   *
   * @throws FckError `CONNECTION_LOST` if the helper has ended
   */
  open(request: HelperRequest): Channel {
    if (this.#isOver) throw transportErrors.lost(this.#hostName, 'the helper has ended');
    const sent = request.verb === 'call' ? this.#callRequest(request.call, request.fence) : request;
    const opening = this.#bounded({ ...sent, credit: WINDOW });
    this.#number += 1;
    const number = this.#number;
    const send = (kind: number, payload?: Uint8Array): void => {
      if (!this.#isOver) this.#channel.stdin.write(encodeFrame(kind, number, payload));
    };
    const verb = new VerbChannel({
      input: (data, sent) => this.#sendInput(number, data, sent),
      end: () => send(kinds.end),
      credit: (bytes) => {
        if (!this.#isOver) this.#channel.stdin.write(encodeNumber(kinds.credit, number, bytes));
      },
      cancel: () => send(kinds.cancel),
    });
    this.#verbs.set(number, verb);
    this.#meter?.request();
    if (request.verb === 'run') this.#meter?.programs(1);
    if (request.verb !== 'lock') void this.#meter?.waiting(verb.exit);
    send(kinds.open, opening);
    return verb;
  }

  /** Sends the modules of a call, unless the helper has them. */
  #callRequest(
    { key, modules, function: name, args, streams }: PythonCall,
    fence: FenceRequest | undefined,
  ): object {
    if (!this.#modules.has(key)) {
      const texts = this.#bounded({ key, modules });
      this.#modules.add(key);
      this.#channel.stdin.write(encodeFrame(kinds.module, 0, texts));
    }
    return { verb: 'call', key, fence, function: name, args, streams };
  }

  /** @throws RangeError if the helper would not take it */
  #bounded(payload: object): Buffer {
    const data = Buffer.from(JSON.stringify(payload));
    if (data.length <= LONGEST_REQUEST) return data;
    throw new RangeError(
      `a request of ${data.length} bytes to ${this.#hostName}, which is more than ${LONGEST_REQUEST}: use its input`,
    );
  }

  #sendInput(number: number, data: Buffer, sent: () => void): void {
    const { stdin } = this.#channel;
    if (this.#isOver) {
      sent();
      return;
    }
    // One system call, without a copy.
    stdin.cork();
    stdin.write(frameHeader(kinds.input, number, data.length));
    stdin.write(data, () => sent());
    stdin.uncork();
  }

  /** Starts shells for looks, without a fence. They get the environment of the shell that the helper took the place of. */
  get shells(): Pick<Transport, 'open'> {
    return { open: async () => this.open({ verb: 'run', argv: ['sh'] }) };
  }

  /** Ends its input. It finishes the changes in hand; nobody waits for that. */
  async close(): Promise<void> {
    this.#isOver = true;
    this.#channel.stdin.end();
    const timer = setTimeout(() => this.#channel.abort(), END_GRACE);
    await this.#channel.exit;
    clearTimeout(timer);
  }

  #ping(): void {
    if (this.#unanswered >= UNANSWERED) {
      this.#isSilent = true;
      this.#channel.abort();
      return;
    }
    this.#unanswered += 1;
    if (!this.#isOver) this.#channel.stdin.write(encodeFrame(kinds.ping, 0));
  }

  #receive(chunk: Buffer): void {
    this.#unanswered = 0;
    try {
      for (const frame of this.#decoder.push(chunk)) this.#take(frame);
    } catch {
      // Not a helper that speaks: as good as none.
      this.#channel.abort();
    }
  }

  #take({ kind, stream, payload }: HelperFrame): void {
    const verb = this.#verbs.get(stream);
    if (!verb) return;
    if (kind === kinds.out) verb.receive('stdout', payload);
    else if (kind === kinds.err) verb.receive('stderr', payload);
    else if (kind === kinds.taken) verb.taken(payload.readUInt32BE(0));
    else if (kind === kinds.exit) {
      const exit = exitOf(payload);
      this.#verbs.delete(stream);
      verb.finish(exit);
    }
  }

  #end(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
    // However it ended: what became of its verbs is not known.
    const exit = { code: null, lost: true, ...(this.#isSilent ? { silent: true } : {}) };
    for (const verb of this.#verbs.values()) verb.finish(exit);
    this.#verbs.clear();
  }
}

function exitOf(payload: Buffer): Exit {
  const { code, signal }: { code?: unknown; signal?: unknown } = JSON.parse(payload.toString());
  if (typeof code === 'number') return { code };
  if (typeof signal === 'string') return { code: null, signal };
  throw new RangeError('an exit without a code');
}
