import { existsSync } from 'node:fs';

const all = ['bash', 'dash', 'zsh', 'fish', 'tcsh', 'busybox sh'];

/** Where a program of this name is; undefined if it is not installed. */
function placeOf(name: string): string | undefined {
  return ['/bin', '/usr/bin'].map((folder) => `${folder}/${name}`).find((file) => existsSync(file));
}

function argumentsOf(shell: string): string[] | undefined {
  const [program = '', ...rest] = shell.split(' ');
  const place = placeOf(program);
  return place === undefined ? undefined : [place, ...rest];
}

/** The login shells that fck promises to work with and that are installed here: name, and how each is started. */
export const loginShells: readonly (readonly [string, readonly string[]])[] = all.flatMap((name) => {
  const args = argumentsOf(name);
  return args ? [[name, args] as const] : [];
});

/** Those that are not installed. */
export const missingShells = all.filter((name) => !argumentsOf(name));
