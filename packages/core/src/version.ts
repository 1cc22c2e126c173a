import { readFileSync } from 'node:fs';

/** The version of fck that runs. All of its packages have the same. */
export function fckVersion(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return version;
}
