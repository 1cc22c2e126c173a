# shellcheck shell=sh
# fetch_apt_lists APT…: fetches apt's package lists, by this command with `update` at its end.
#
# Another apt may hold their lock, such as unattended upgrades right after boot; `DPkg::Lock::Timeout` does not cover this
# lock, and apt fails at once. So it is tried again for five minutes, as apt does for the lock of dpkg, and the output names
# the process that holds it.

fetch_apt_lists() {
  tries=0
  # The errors of apt are kept until it has ended: they say whether the lock was the reason. Its output goes on as it comes.
  while
    { errors=$(LC_ALL=C "$@" update 2>&1 >&3); code=$?; } 3>&1
    case $errors in *'Could not get lock '*/lists/lock*) [ $tries -lt 150 ] ;; *) false ;; esac
  do
    [ $tries -gt 0 ] || printf '%s\n' "Waiting for the package lists. $errors" | head -n 1
    tries=$((tries + 1))
    sleep 2
  done
  [ -z "$errors" ] || printf '%s\n' "$errors" >&2
  return $code
}
