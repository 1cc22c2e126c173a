import { type Command, sh } from '../command/command.js';
import { namingHolders } from './fence-holders.js';
import { namingForeignLink } from './foreign-link.js';
import { namingOwner } from './project-owner.js';

/** Parameters of a program that takes a lock. */
export interface LockClaim {
  readonly root: string;
  readonly run: string;
  /** Identifies this holder, also among holders of the same run. */
  readonly holder: string;
  /** The holder and its purpose: one line of JSON. */
  readonly about: string;
  /** The login user: its steps must be able to open the fence; other users must not. */
  readonly login: string;
}

/** Further parameters of a run's holder. */
export interface HolderClaim extends LockClaim {
  /** Takes the run's own lock again, after a reboot, instead of a free one. */
  readonly adopt: boolean;
  /** The folder of the run's project: the login user must own it, unless the project was never deployed. */
  readonly project: string;
  /** The journal of the run's changes. */
  readonly journal: string;
  /** The entry for a run that ends without a release: a line of JSON without its opening brace. */
  readonly abandoned: string;
}

/** Age of a heartbeat, in seconds, after which a lock may be taken over if no step of its run is still running. */
export const STALE_AFTER = 30;

/**
 * `.lock/` is a folder that appears complete, by a rename: `run`, `holder`, `about`, `since`, and a run's `heartbeat`.
 * The heartbeat counts seconds since boot, so that a clock change does not make it old; after a reboot it is at least
 * as old as the boot.
 */
const describing = sh`
lock=$root/.lock
boot=$(cat /proc/sys/kernel/random/boot_id)
first_line() { line=; { IFS= read -r line <"$lock/$1"; } 2>/dev/null; }
uptime_now() { IFS=. read -r up rest </proc/uptime; }
age_of_heartbeat() {
  age=none beat_boot= beat_up=
  [ -e "$lock/heartbeat" ] || [ ! -s "$lock/about" ] || return 0
  { read -r beat_boot beat_up <"$lock/heartbeat"; } 2>/dev/null
  uptime_now
  age=$up
  [ "$beat_boot" != "$boot" ] || [ "$beat_up" -gt "$up" ] || age=$((up - beat_up))
}
describe() {
  [ -d "$lock" ] || { echo free; return 0; }
  age_of_heartbeat
  for name in run holder about since; do first_line $name; printf '%s %s\n' $name "$line"; done
  echo "age $age"
}`;

/**
 * The lock is changed only under the flock on `.locking`, for a moment. Every step holds `.fence` shared, so an
 * exclusive flock on it proves that no step is running. Neither file is ever removed: a new file of that name would be
 * another lock. Anyone who can open them can block deploys: the fence is made accessible to the login user alone, also
 * if it belonged to another user or was open to more, while no step holds it.
 */
const changing = sh`${namingHolders}${namingOwner}${namingForeignLink}
command -v flock >/dev/null || { echo no-flock; exit 1; }
umask 022
fence=$root/.fence
mkdir -p -- "$root" && (umask 077; : >>"$root/.locking"; : >>"$fence")
chmod go-rwx "$root/.locking" 2>/dev/null
chmod o-rwx "$fence" 2>/dev/null
exec 7<"$root/.locking" 8<"$fence"
blocked=$fence project=
alone() {
  flock -w 30 -x 7 || { refusal=steps blocked=$root/.locking; return 1; }
  "$@"; set -- $?; flock -u 7; return $1
}
for_login() { [ "$(id -u)" -ne 0 ] || chown -- "$login" "$1"; }
no_step_runs() {
  for attempt in 1 2 3 4 5; do flock -xn 8 && return 0; sleep 0.1; done; return 1
}
mine() { first_line holder && [ "$line" = "$holder" ]; }
drop() { mv -T "$lock" "$root/.lock.gone.$$" && rm -rf "$root/.lock.gone.$$"; }
drop_mine() { mine && drop; }
is_stale() { age_of_heartbeat; [ "$age" != none ] && [ "$age" -ge ${STALE_AFTER} ]; }
pulse() { uptime_now; echo "$boot $up" >"$1/.heartbeat" && mv -f "$1/.heartbeat" "$1/heartbeat"; }
beat() { mine && pulse "$lock"; }
prepare() { :; }
publish() {
  # What was killed here before left one that is empty, or begins to be a lock. Others may be called so, too.
  for left in "$root"/.lock.??????; do
    if [ -f "$left/run" ]; then rm -rf "$left"; else rmdir "$left" 2>/dev/null; fi
  done
  new=$(mktemp -d "$root/.lock.XXXXXX") || return
  printf '%s\n' "$run" >"$new/run"
  printf '%s\n' "$holder" >"$new/holder"
  printf '%s\n' "$about" >"$new/about"
  date -u +%Y-%m-%dT%H:%M:%SZ >"$new/since"
  prepare "$new" && for_login "$new" && chmod 700 "$new" && mv -T "$new" "$lock"
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
  publish; set -- $?
  flock -u 8
  return $1
}
refuse() {
  echo $1; describe
  case $1 in steps) name_holders "$blocked";; owned) echo "owner $owner";; linked) echo "link $link";; esac
  echo end; exit 1
}`;

const claiming = ({ root, run, holder, about, login }: LockClaim): Command =>
  sh`root=${root} run=${run} holder=${holder} about=${about} login=${login}`;

/**
 * Prints the lock and changes nothing; `parseLock` parses the output. Root may run it, and the login user of the run
 * that holds the lock.
 */
export function describeLock(root: string): Command {
  return sh`root=${root}${describing}
describe`;
}

/**
 * Takes a machine's lock for a run and keeps it. Lines on standard input control it, and each counts as a heartbeat:
 * `beat` does nothing else; `journal …` adds an entry; `stay` keeps the lock if the connection breaks, because the
 * machine reboots; `release` releases it. If the input ends without a release, the run is gone: the lock is released
 * once none of its steps runs.
 */
export function holdLock(claim: HolderClaim): Command {
  return sh`${claiming(claim)}
adopting=${claim.adopt ? 'yes' : ''} journal=${claim.journal} abandoned=${claim.abandoned}${describing}${changing}
project=${claim.project}
prepare() { pulse "$1"; }
adopt() { first_line run && [ "$line" = "$run" ] && printf '%s\n' "$holder" >"$lock/holder" && beat; }
record() {
  [ -d "$(dirname -- "$journal")" ] && [ ! -L "$journal" ] || return 0
  [ -f "$journal" ] || [ ! -e "$journal" ] || return 0
  printf '{"at":"%s",%s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$1" >>"$journal"
}
trap '' HUP PIPE
refusal=lost
if [ -n "$adopting" ]; then alone adopt || refuse $refusal
else alone claim || refuse $refusal; fi
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
flock -x 8
alone drop_mine && record "$abandoned"`;
}

/** Takes a machine's lock until a user releases it: it has no heartbeat, and never goes stale. */
export function keepLock(claim: LockClaim): Command {
  return sh`${claiming(claim)}${describing}${changing}
prepare() { sync; }
alone claim || refuse $refusal
echo held`;
}

/** Removes the lock of this holder, a run or a user. */
export function dropLock(root: string, holder: string): Command {
  return sh`root=${root} holder=${holder}${describing}${changing}
alone drop_mine && echo released`;
}
