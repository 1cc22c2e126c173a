import { readFileSync } from 'node:fs';

let version: string | undefined;

/** The version of fck that runs. All of its packages have the same. */
export function fckVersion(): string {
  version ??= readVersion();
  return version;
}

function readVersion(): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  );
  return manifest.version;
}
