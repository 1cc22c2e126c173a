import { shellProgram } from '../command/shell-program.js';
import { once } from '../once.js';

/** Defines `foreign_link PROJECT LOGIN`: prints a link in the project's folder that neither root nor the login user made. */
export const namingForeignLink = once(() =>
  shellProgram(new URL('../../shell/foreign-link.sh', import.meta.url)),
);

/** The path in a machine's line `link PATH`. */
export function foreignLinkIn(lines: readonly string[]): string {
  const [, path] =
    lines.map((line) => /^link ([\x20-\x7e]{1,500})$/.exec(line)).find((match) => match !== null) ?? [];
  return path ?? "a link in the project's folder";
}
