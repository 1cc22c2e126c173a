# shellcheck shell=sh
# users_of_builds ROOT BUILDS RECORD NAME…: prints a line for each use of one of these builds: the place, a colon, and the
# build's name or path. RECORD is what fabcloudkit wrote about its builds.
#
# The names go to `grep` by a pipe: among its arguments, it would find itself.

users_of_builds() {
  root=$1 builds=$2 record=$3
  shift 3
  cd "$builds" 2>/dev/null || return 0
  real=$(pwd -P)
  all=$(
    for at in "$builds" "$real"; do
      find /proc/[0-9]*/cwd /proc/[0-9]*/exe /proc/[0-9]*/root /proc/[0-9]*/fd -maxdepth 1 \
        -type l -lname "$at/*" -printf '%p:%l\n' 2>/dev/null
    done
    # Served files may be links, beside the folder that all projects share.
    find "$root" /var/www /srv -maxdepth 3 -type l -printf '%p:%l\n' 2>/dev/null
    # Settings that may name a build, no matter who wrote them: of web servers, services, cron jobs and timers.
    for places in '/proc/[0-9]*/cmdline' '/proc/[0-9]*/environ' '/proc/[0-9]*/maps' \
      '/proc/self/mountinfo /etc /usr/local/etc /var/spool/cron'; do
      # shellcheck disable=SC2086 # several places
      paths_of "$@" | grep -HrsoaF -f - -- $places
      # It ends with 1 if it found nothing, with 2 if it could not read something. Beyond that, it did not look.
      [ $? -le 2 ] || exit
    done
    printf '%s\n' "$@" | grep -HsoaF -f - -- "$record"
    :
  ) || return
  printf '%s\n' "$all" | sort -u
}

paths_of() { for name; do printf '%s\n' "$builds/$name" "$real/$name"; done; }
