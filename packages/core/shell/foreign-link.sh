# shellcheck shell=sh
# foreign_link PROJECT LOGIN: if a project's folder is, or contains, a symbolic link that neither root nor the login user
# made, prints the link and succeeds.
#
# Files written below it would go wherever its maker wants, with the rights of the login user or root. Links of these two,
# such as to a larger disk, are followed.

foreign_link() {
  [ -n "$1" ] || return 1
  for path in "$1" "$1"/* "$1"/.[!.]* "$1"/*/* "$1"/*/.[!.]*; do
    [ -L "$path" ] || continue
    uid=$(stat -c %u -- "$path") || continue
    [ "$uid" = 0 ] || [ "$uid" = "$(id -u -- "$2")" ] || {
      printf '%s\n' "$path"
      return 0
    }
  done
  return 1
}
