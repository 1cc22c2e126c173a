import { readFileSync } from 'node:fs';
import { once } from '@fck/core';

/** The program that speaks with supervisord: see `python/supervisor.py`. It is read once. */
export const rpcProgram = once(() => {
  const modules = [
    ['service_probe', textOf('service_probe')],
    ['__main__', textOf('supervisor')],
  ];
  // One text, so that no file is put onto the host: each module is there before another one imports it. JSON is Python, too.
  return `import sys
for name, text in ${JSON.stringify(modules)}:
    exec(compile(text, name + '.py', 'exec'), vars(sys.modules.setdefault(name, type(sys)(name))))`;
});

function textOf(name: string): string {
  return readFileSync(new URL(`../python/${name}.py`, import.meta.url), 'utf8');
}
