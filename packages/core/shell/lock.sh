# shellcheck shell=sh disable=SC2034,SC2154
# Changes the lock of a machine: $root, $run, $holder, $about, $login; see lock-program.ts.
#
# The lock is changed only under the flock on `.locking`, for a moment. Every step holds `.fence` shared, so an exclusive
# flock on it proves that no step is running. Neither file is ever removed: a new file of that name would be another lock.
# Anyone who can open them can block deploys: the fence is made accessible to the login user alone, also if it belonged to
# another user or was open to more, while no step holds it.

command -v flock >/dev/null || { echo no-flock; exit 1; }
umask 022
fence=$root/.fence
mkdir -p -- "$root" && (umask 077; : >>"$root/.locking"; : >>"$fence")
chmod go-rwx "$root/.locking" 2>/dev/null
chmod o-rwx "$fence" 2>/dev/null
exec 7<"$root/.locking" 8<"$fence"
blocked=$fence

alone() {
  flock -w 30 -x 7 || { refusal=steps blocked=$root/.locking; return 1; }
  "$@"
  set -- $?
  flock -u 7
  return "$1"
}

for_login() { [ "$(id -u)" -ne 0 ] || chown -- "$login" "$1"; }

no_step_runs() {
  for attempt in 1 2 3 4 5; do
    flock -xn 8 && return 0
    sleep 0.1
  done
  return 1
}

mine() { first_line holder && [ "$line" = "$holder" ]; }
drop() { mv -T "$lock" "$root/.lock.gone.$$" && rm -rf "$root/.lock.gone.$$"; }
drop_mine() { mine && drop; }
is_stale() { age_of_heartbeat; [ "$age" != none ] && [ "$age" -ge "$stale_after" ]; }
pulse() { uptime_now; echo "$boot $up" >"$1/.heartbeat" && mv -f "$1/.heartbeat" "$1/heartbeat"; }
beat() { mine && pulse "$lock"; }
# What a new lock needs beyond its facts.
finish() { if [ -n "$kept" ]; then sync; else pulse "$1"; fi; }

publish() {
  # A killed run left one that is empty, or begins to be a lock. Others may have such names.
  for left in "$root"/.lock.??????; do
    if [ -f "$left/run" ]; then rm -rf "$left"; else rmdir "$left" 2>/dev/null; fi
  done
  new=$(mktemp -d "$root/.lock.XXXXXX") || return
  printf '%s\n' "$run" >"$new/run"
  printf '%s\n' "$holder" >"$new/holder"
  printf '%s\n' "$about" >"$new/about"
  date -u +%Y-%m-%dT%H:%M:%SZ >"$new/since"
  finish "$new" && for_login "$new" && chmod 700 "$new" && mv -T "$new" "$lock"
}

claim() {
  refusal=linked
  ! link=$(foreign_link "$project" "$login") || return
  refusal=owned
  ! owner=$(other_owner "$project" "$login") || return
  refusal=busy
  [ ! -d "$lock" ] || is_stale || return 1
  no_step_runs || { refusal=steps; return 1; }
  refusal=failed
  for_login "$fence" && chmod 600 "$fence" || return
  if [ -d "$lock" ]; then echo took-over; describe; drop; fi
  publish
  set -- $?
  flock -u 8
  return "$1"
}

refuse() {
  echo "$1"
  describe
  case $1 in
    steps) name_holders "$blocked" ;;
    owned) echo "owner $owner" ;;
    linked) echo "link $link" ;;
  esac
  echo end
  exit 1
}

adopt() { first_line run && [ "$line" = "$run" ] && printf '%s\n' "$holder" >"$lock/holder" && beat; }

record() {
  [ -d "$(dirname -- "$journal")" ] && [ ! -L "$journal" ] || return 0
  [ -f "$journal" ] || [ ! -e "$journal" ] || return 0
  printf '{"at":"%s",%s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" >>"$journal"
}

# Takes the lock for a run, and keeps it: by the words on standard input, until it ends.
hold() {
  trap '' HUP PIPE
  refusal=lost
  if [ -n "$adopting" ]; then alone adopt || refuse "$refusal"; else alone claim || refuse "$refusal"; fi
  echo held
  staying=
  while read -r word rest; do
    case $word in
      journal) record "$rest" ;;
      stay) staying=yes ;;
      release)
        flock -xn 8 || { echo later; flock -x 8; }
        alone drop_mine
        echo released
        exit ;;
    esac
    alone beat || echo lost
  done
  [ -z "$staying" ] || exit 0
  # The run is gone.
  flock -x 8
  alone drop_mine && record "$abandoned"
}

# Takes the lock for a user, until the user releases it.
keep() { alone claim || refuse "$refusal"; echo held; }

release() { alone drop_mine && echo released; }
