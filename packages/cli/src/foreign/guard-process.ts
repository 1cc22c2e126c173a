import type { OutputStream } from './foreign-code.js';

/** What to do about code that uses the process as if it were its own. */
export interface ProcessRules {
  /** Called instead of writing to an output of the process. */
  wrote(stream: OutputStream, text: string): void;
  /** The error that `process.exit` throws. */
  exits(code: unknown): Error;
  /** The error that `process.chdir` throws; undefined if the caller may do it. */
  changesFolder(folder: unknown): Error | undefined;
  /** Called before a variable that the environment has is changed or removed. */
  changesVariable(name: string): void;
}

/**
 * Lets no code but the command itself write to its outputs, end its process or move it to another folder.
 *
 * @returns gives the process back: `exit`, `chdir` and `env` are Node's again. Its outputs stay guarded until it ends
 */
export function guardProcess(process: NodeJS.Process, rules: ProcessRules): () => void {
  for (const stream of ['stdout', 'stderr'] as const) guardOutput(process[stream], stream, rules);
  const { exit, chdir, env } = process;
  process.exit = (code?: unknown) => {
    throw rules.exits(code);
  };
  process.chdir = (folder: string) => {
    const refusal = rules.changesFolder(folder);
    if (refusal) throw refusal;
    chdir.call(process, folder);
  };
  process.env = new Proxy(env, {
    set(target, name, value) {
      // A new variable is for the plugin's own libraries; others cannot have relied on it.
      if (typeof name === 'string' && name in target && target[name] !== value) rules.changesVariable(name);
      return Reflect.set(target, name, value);
    },
    deleteProperty(target, name) {
      if (typeof name === 'string' && name in target) rules.changesVariable(name);
      return Reflect.deleteProperty(target, name);
    },
  });
  return () => void Object.assign(process, { exit, chdir, env });
}

type Done = (error?: Error | null) => void;

function guardOutput(output: NodeJS.WriteStream, stream: OutputStream, rules: ProcessRules): void {
  output.write = (chunk: string | Uint8Array, encoding?: BufferEncoding | Done, done?: Done) => {
    const text =
      typeof chunk === 'string'
        ? chunk
        : Buffer.from(chunk).toString(typeof encoding === 'string' ? encoding : 'utf8');
    rules.wrote(stream, text);
    const callback = typeof encoding === 'function' ? encoding : done;
    if (callback) process.nextTick(callback);
    return true;
  };
}
