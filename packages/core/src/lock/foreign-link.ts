import { type Command, sh } from '../command/command.js';

/**
 * Defines `foreign_link PROJECT LOGIN`: if a project's folder is, or contains, a symbolic link that neither root nor
 * the login user made, prints the link and succeeds. Files written below it would go wherever its maker wants, with the
 * rights of the login user or root. Links of these two, such as to a larger disk, are followed.
 */
export const namingForeignLink: Command = sh`
foreign_link() {
  [ -n "$1" ] || return 1
  for path in "$1" "$1"/* "$1"/.[!.]* "$1"/*/* "$1"/*/.[!.]*; do
    [ -L "$path" ] || continue
    uid=$(stat -c %u -- "$path") || continue
    [ "$uid" = 0 ] || [ "$uid" = "$(id -u -- "$2")" ] || { printf '%s\n' "$path"; return 0; }
  done
  return 1
}`;

/** The path in a machine's line `link PATH`. */
export function foreignLinkIn(lines: readonly string[]): string {
  const [, path] =
    lines.map((line) => /^link ([\x20-\x7e]{1,500})$/.exec(line)).find((match) => match !== null) ?? [];
  return path ?? "a link in the project's folder";
}
