import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { once } from '../once.js';
import { type Command, sh } from './command.js';

/** A value that JSON can carry. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** Arguments of a Python function, by name. Every user of the host may see them, so they must contain no secret. */
export type PythonArguments = Readonly<Record<string, Json>>;

/** Python functions of a plugin, which run on hosts; see {@link pythonModule}. */
export interface PythonModule {
  /** The file with the functions, without `.py`. */
  readonly name: string;
  /**
   * A command that calls a function and prints as JSON what it returns.
   *
   * @param shell does the same where no helper works: on hosts without Python, and for looks before a run changes something.
   *   Default: `python3`, which hosts may not have
   */
  call(name: string, args?: PythonArguments, shell?: Command): Command;
  /** A command that calls a function which uses standard input and output itself, and returns its exit code. */
  program(name: string, args?: PythonArguments, shell?: Command): Command;
}

/** How fck's helper on a host runs such a command: in its own process, without a start of Python. */
export interface PythonCall {
  /** Identifies the texts. */
  readonly key: string;
  /** The modules by name, each after what it imports; the last has the function. */
  readonly modules: readonly (readonly [name: string, text: string])[];
  readonly function: string;
  readonly args: PythonArguments;
  /** Whether the function uses the standard streams itself. */
  readonly streams: boolean;
  /** Whether the command's text is a shell program that does the same. */
  readonly hasShellForm: boolean;
}

const calls = new WeakMap<Command, PythonCall>();

/** The call that a command stands for; undefined for any other command. */
export function pythonCallOf(command: Command): PythonCall | undefined {
  return calls.get(command);
}

/** A command as users see it: a call by the names of its module and function. */
export function shownCommand(command: Command): string {
  const call = calls.get(command);
  const module = call?.modules.at(-1)?.[0];
  return call ? `${module}.${call.function}` : command.text.trim();
}

/**
 * Python functions of a plugin, as commands for any verb of a `Remote`. They run in fck's helper on the host, and so without a
 * start of Python; where there is no helper, by `python3`. They need Python 3.6 or newer, and may use its standard library.
 *
 * A function reports a failure with `raise SystemExit('why')`: the command's exit code is then 1, and the text is on its
 * standard error. Files are read when the first command is made.
 *
 * @param folder has the files; it ends with `/`
 * @param main the file with the functions, without `.py`
 * @param modules what it imports of the folder, or modules of others; each comes before what imports it
 * @example const ports = pythonModule(new URL('../python/', import.meta.url), 'ports');
 * const owner = await remote.call(ports, 'owner_of', { port: 80 }, z.string().nullable());
 * await remote.run(ports.call('release', { port: 80 }), { title: 'release port 80' });
 */
export function pythonModule(
  folder: URL,
  main: string,
  modules: readonly (string | PythonModule)[] = [],
): PythonModule {
  const read = once(() => {
    const texts = [...modules, main].flatMap((module) => {
      if (typeof module !== 'string') return calls.get(module.call(''))?.modules ?? [];
      const text = readFileSync(new URL(`${module}.py`, folder), 'utf8');
      return [[module, text] as const];
    });
    return { modules: texts, key: createHash('sha256').update(JSON.stringify(texts)).digest('hex') };
  });
  const commandOf = (name: string, args: PythonArguments, shell: Command | undefined, streams: boolean) => {
    const call: PythonCall = { ...read(), function: name, args, streams, hasShellForm: shell !== undefined };
    // A command of its own, whatever else is done with the shell's.
    const command = shell ? sh`${shell}` : withPython(call, sh`python3`);
    calls.set(command, call);
    return command;
  };
  return {
    name: main,
    call: (name, args = {}, shell) => commandOf(name, args, shell, false),
    program: (name, args = {}, shell) => commandOf(name, args, shell, true),
  };
}

/**
 * What a shell of its own runs for a command, on a host that has Python: the Python form of a call. `platform-python` is what Red
 * Hat 8 has where no other Python is installed.
 */
export function withoutHelper(command: Command): Command {
  const call = calls.get(command);
  return call ? withPython(call, sh`"$(command -v python3 || echo /usr/libexec/platform-python)"`) : command;
}

function withPython(call: PythonCall, python: Command): Command {
  return sh`${python} -I -S -c ${programText(call)} ${JSON.stringify(call.args)}`;
}

/** The call as a text for `python3 -c`. */
function programText({ modules, function: name, streams }: PythonCall): string {
  // JSON is Python, too.
  // What a function prints is not its result.
  const call = streams
    ? `sys.exit(module.${name}(**args) or 0)`
    : `result = os.fdopen(os.dup(1), 'w')
os.dup2(2, 1)
json.dump(module.${name}(**args), result)`;
  return `import json, os, sys
for name, text in ${JSON.stringify(modules)}:
    sys.modules[name] = module = type(sys)(name)
    exec(compile(text, name + '.py', 'exec'), vars(module))
args = json.loads(os.fsencode(sys.argv[1]).decode())
${call}`;
}
