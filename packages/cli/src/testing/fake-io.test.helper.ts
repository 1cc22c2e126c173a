import { EventEmitter } from 'node:events';
import type { Io, Output } from '../io.js';

/** A stream that remembers what was written to it. */
export class FakeOutput extends EventEmitter implements Output {
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows = 40;
  text = '';

  constructor(isTTY = false, columns = 100) {
    super();
    this.isTTY = isTTY;
    this.columns = columns;
  }

  write(text: string): boolean {
    this.text += text;
    return true;
  }

  /** What was written, parsed as one JSON document. */
  get json(): unknown {
    return JSON.parse(this.text);
  }

  get lines(): string[] {
    return this.text.split('\n').filter((line) => line !== '');
  }
}

/** Streams and signals that record what happened to them. */
export interface FakeIo extends Io {
  readonly stdout: FakeOutput;
  readonly stderr: FakeOutput;
  readonly signals: EventEmitter;
  /** Programs that got the terminal, with their arguments. */
  readonly launched: string[][];
  /** Questions that were asked. */
  readonly asked: string[];
}

/** Makes streams: pipes, or terminals with `tty`. */
export function fakeIo(
  options: {
    tty?: boolean;
    columns?: number;
    env?: NodeJS.ProcessEnv;
    exitCode?: number;
    /** The answer to questions. Default: there is no terminal to ask on. */
    answer?: boolean;
  } = {},
): FakeIo {
  const launched: string[][] = [];
  const asked: string[] = [];
  const { answer } = options;
  return {
    stdout: new FakeOutput(options.tty, options.columns),
    stderr: new FakeOutput(options.tty, options.columns),
    env: options.env ?? {},
    cwd: '/work',
    signals: new EventEmitter(),
    launched,
    asked,
    ...(answer === undefined
      ? {}
      : {
          confirm: async (question) => {
            asked.push(question);
            return answer;
          },
        }),
    launch: async (program, args) => {
      launched.push([program, ...args]);
      return options.exitCode ?? 0;
    },
  };
}
