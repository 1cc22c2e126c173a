#!/usr/bin/env node
// Plain JavaScript that every Node can parse: it must be able to say that this Node is too old.
import { existsSync } from 'node:fs';
import module from 'node:module';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const main = new URL('../dist/main.js', import.meta.url);

if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`fck needs Node.js 20.19 or newer; this is ${process.versions.node}.\n`);
  process.exitCode = 1;
} else if (!existsSync(main)) {
  process.stderr.write('fck is not built yet: run "npm run build" in its repository.\n');
  process.exitCode = 1;
} else {
  module.enableCompileCache?.();
  const { main: run } = await import(main.href);
  const { processIo } = await import('../dist/process-io.js');
  process.exitCode = await run(process.argv.slice(2), processIo());
  // After an interrupt, work that did not end in time must not keep the process alive.
  if (process.exitCode > 128) process.exit();
}
