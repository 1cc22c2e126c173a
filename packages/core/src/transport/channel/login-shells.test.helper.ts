import { existsSync } from 'node:fs';

const all = ['bash', 'dash', 'zsh', 'fish', 'tcsh', 'busybox sh'];

/** Path of a program; undefined if it is not installed. */
function placeOf(name: string): string | undefined {
  return ['/bin', '/usr/bin'].map((folder) => `${folder}/${name}`).find((file) => existsSync(file));
}

function argumentsOf(shell: string): string[] | undefined {
  const [program = '', ...rest] = shell.split(' ');
  const place = placeOf(program);
  return place === undefined ? undefined : [place, ...rest];
}

/** The supported login shells that are installed here: the name, and how to start each. */
export const loginShells: readonly (readonly [string, readonly string[]])[] = all.flatMap((name) => {
  const args = argumentsOf(name);
  return args ? [[name, args] as const] : [];
});

/** The supported login shells that are not installed. */
export const missingShells = all.filter((name) => !argumentsOf(name));
