import { readFileSync } from 'node:fs';
import { once } from './once.js';

const version = once(() => {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
});

/** The version of the running fck. All of its packages have the same. */
export function fckVersion(): string {
  return version();
}
