import { once, pythonProgram } from '@fck/core';

/** The program that speaks with supervisord: see `python/supervisor.py`. It is read once. */
export const rpcProgram = once(() =>
  pythonProgram(new URL('../python/', import.meta.url), 'supervisor', ['service_probe']),
);
