import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../python/', import.meta.url));

const program = `import importlib, json, sys
folder, module, function, arguments = sys.argv[1:]
sys.path.insert(0, folder)
sys.dont_write_bytecode = True
print(json.dumps(getattr(importlib.import_module(module), function)(*json.loads(arguments))))`;

/** Calls a function of a Python module of this plugin, and returns what it returns. */
export function callPython(module: string, name: string, ...args: readonly unknown[]): unknown {
  const words = ['-c', program, folder, module, name, JSON.stringify(args)];
  return JSON.parse(execFileSync('python3', words, { encoding: 'utf8' }));
}
