import { readFileSync } from 'node:fs';

let text: string | undefined;

/** The program that speaks with supervisord: see `python/supervisor.py`. It is read once. */
export function rpcProgram(): string {
  text ??= ['service_probe', 'supervisor']
    .map((name) => readFileSync(new URL(`../python/${name}.py`, import.meta.url), 'utf8'))
    .join('\n');
  return text;
}
