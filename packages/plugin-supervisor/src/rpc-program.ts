import { readFileSync } from 'node:fs';

/** The program that speaks with supervisord: see `python/supervisor.py`. */
export function rpcProgram(): string {
  return ['service_probe', 'supervisor']
    .map((name) => readFileSync(new URL(`../python/${name}.py`, import.meta.url), 'utf8'))
    .join('\n');
}
