# shellcheck shell=sh
# other_owner PROJECT LOGIN: if the project on the machine belongs to an account other than the login user, prints that
# account and succeeds.
#
# The project's folder records the owner. A folder of root, as systems and fabcloudkit create it, has no owner yet, unless
# root deployed there.

other_owner() {
  [ -d "$1" ] || return 1
  record=$1
  [ "$(stat -L -c %u -- "$1")" != 0 ] || record=$1/state.json
  [ -e "$record" ] || return 1
  [ "$(stat -L -c %u -- "$record")" != "$(id -u -- "$2")" ] || return 1
  stat -L -c '%U %u' -- "$record"
}
