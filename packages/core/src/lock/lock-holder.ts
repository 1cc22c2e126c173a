import { createInterface } from 'node:readline';
import type { Channel } from '../api/transport.js';
import { type FenceHolder, type HeldLock, lockErrors } from '../errors/lock.js';
import { shellErrors } from '../errors/shell.js';
import { OutputTail } from '../remote/output-tail.js';
import { Flood, limitText, outputLimits } from '../transport/channel/output-limits.js';
import { parseFenceHolders } from './fence-holders.js';
import { foreignLinkIn } from './foreign-link.js';
import { parseLock } from './lock-state.js';
import { ownerIn } from './project-owner.js';

/** Seconds within which a machine must answer whether it took a lock. */
const PATIENCE = 60;
/** Milliseconds within which it must answer that it released one. */
const GOODBYE = 10_000;

/** The first word of the line that decides. All other lines describe the lock. */
const WORDS = ['held', 'busy', 'steps', 'lost', 'owned', 'linked', 'no-flock'];

/** The answer of a machine to a lock request. */
export type LockAnswer =
  | { readonly kind: 'held'; readonly holder: LockHolder; readonly tookOver: HeldLock | undefined }
  /** `lost`: this run does not have the lock any more. */
  | { readonly kind: 'busy' | 'lost'; readonly lock: HeldLock | undefined }
  /** A step of an earlier run is still running, or another process keeps the machine from being locked. */
  | { readonly kind: 'steps'; readonly lock: HeldLock | undefined; readonly holders: readonly FenceHolder[] }
  /** The project on the machine belongs to another account. */
  | { readonly kind: 'owned'; readonly lock: HeldLock | undefined; readonly owner: string };

/** The program on a machine that holds its lock for this run, as long as it gets heartbeats. */
export class LockHolder {
  readonly #channel: Channel;
  #over = false;
  #released: (how: 'released' | 'later' | 'gone') => void = () => {};

  /**
   * Waits for the program's first answer.
   *
   * @throws FckError `LOCK_NO_FLOCK`, `LOCK_FOREIGN_LINK`, `LOCK_FAILED`
   */
  static async start(channel: Channel, hostName: string): Promise<LockAnswer> {
    const holder = new LockHolder(channel);
    const errors = new OutputTail();
    channel.stderr.setEncoding('utf8').on('data', (text: string) => errors.add(text));
    // The program prints only a few lines in its life.
    const flood = new Flood(outputLimits.start, () => channel.abort());
    channel.stdout.on('data', ({ length }: Buffer) => flood.add(length));
    const { word, lines } = await holder.#firstWord();
    if (word === 'held') {
      return { kind: 'held', holder, tookOver: parseLock(lines.join('\n')) };
    }
    channel.abort();
    if (word === 'no-flock') throw lockErrors.noFlock(hostName);
    if (word === 'linked') throw lockErrors.foreignLink(hostName, foreignLinkIn(lines));
    const lock = parseLock(lines.join('\n'));
    if (word === 'busy' || word === 'lost') return { kind: word, lock };
    if (word === 'steps') return { kind: word, lock, holders: parseFenceHolders(lines) };
    const owner = ownerIn(lines);
    if (word === 'owned' && owner !== undefined) return { kind: word, lock, owner };
    if (flood.isOver) {
      const what = 'the program that holds the lock';
      throw shellErrors.tooMuchOutput(hostName, what, limitText(outputLimits.start));
    }
    throw lockErrors.failed(hostName, errors.lines(5));
  }

  private constructor(channel: Channel) {
    this.#channel = channel;
    channel.stdin.on('error', () => undefined);
    void channel.exit.then(() => {
      this.#over = true;
      this.#released('gone');
    });
  }

  /** Whether the program runs, as far as this process knows. */
  get alive(): boolean {
    return !this.#over;
  }

  /** Sends a heartbeat. */
  beat(): void {
    this.#say('beat');
  }

  /** Adds an entry to the machine's journal: a line of JSON without its opening brace. */
  record(text: string): void {
    this.#say(`journal ${text}`);
  }

  /** The connection will break because the machine reboots: the lock is to stay. */
  stay(): void {
    this.#say('stay');
  }

  /** Releases the lock. `later`: an abandoned step still runs, and the lock is released when that step ends. */
  release(): Promise<'released' | 'later' | 'gone'> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve('gone'), GOODBYE);
      this.#released = (how) => {
        clearTimeout(timer);
        resolve(how);
      };
      if (this.#over) this.#released('gone');
      else this.#say('release');
    });
  }

  #say(line: string): void {
    if (!this.#over) this.#channel.stdin.write(`${line}\n`);
  }

  /** Reads up to the line that decides; the other lines describe a lock. */
  #firstWord(): Promise<{ word: string | undefined; lines: string[] }> {
    return new Promise((resolve) => {
      const lines: string[] = [];
      let word: string | undefined;
      const decide = () => {
        clearTimeout(timer);
        resolve({ word, lines });
      };
      const timer = setTimeout(decide, PATIENCE * 1000);
      createInterface({ input: this.#channel.stdout })
        .on('line', (line) => {
          if (line === 'released' || line === 'later') this.#released(line);
          if (WORDS.includes(line)) word ??= line;
          else if (word !== 'held') lines.push(line);
          // A failure is described on standard error, which is complete once the program has ended.
          if (word === 'held' || (line === 'end' && word !== undefined)) decide();
        })
        .on('close', decide);
    });
  }
}
