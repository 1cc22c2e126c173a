import { readFileSync } from 'node:fs';
import { once } from '@fck/core';

/** The program that speaks with supervisord: see `python/supervisor.py`. It is read once. */
export const rpcProgram = once(() =>
  ['service_probe', 'supervisor']
    .map((name) => readFileSync(new URL(`../python/${name}.py`, import.meta.url), 'utf8'))
    .join('\n'),
);
