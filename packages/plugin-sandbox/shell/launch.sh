# shellcheck shell=sh
# launch CGROUP… -- COMMAND…: starts a host in its cgroups, again whenever it reboots.
#
# It outlives the process that starts it. systemd-nspawn exits with status 133 if the host reboots. A separate shell enters
# the cgroups, so that systemd-nspawn is alone in them.

while :; do
  status=0
  # shellcheck disable=SC2016 # the inner shell expands it
  sh -euc '
    while [ "$1" != -- ]; do echo $$ >"$1/cgroup.procs"; shift; done
    shift
    exec "$@"
  ' sh "$@" || status=$?
  [ "$status" -eq 133 ] || exit "$status"
done
