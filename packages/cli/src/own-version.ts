import { readFileSync } from 'node:fs';

/** The version of this package. All packages of fck have the same. */
export function ownVersion(): string {
  const { version }: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return version;
}
