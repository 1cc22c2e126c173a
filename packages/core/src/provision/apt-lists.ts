import { type Command, sh } from '../command/command.js';

/**
 * Attempts to get the lock of the package lists, and the seconds between two: five minutes, as for the lock of dpkg.
 */
const TRIES = { most: 150, pause: 2 };

/**
 * Fetches apt's package lists. Another apt may hold their lock, such as unattended upgrades right after boot;
 * `DPkg::Lock::Timeout` does not cover this lock, and apt fails at once. So the command waits for it, and the output
 * names the process that holds it.
 *
 * @param apt the command to which `update` is added
 */
export const fetchAptLists = (apt: Command): Command => sh`{
  fck_tries=0
  # The errors of apt are kept until it has ended: they say whether the lock was the reason. Its output goes on as it comes.
  while { fck_errors=$(LC_ALL=C ${apt} update 2>&1 >&3); fck_code=$?; } 3>&1
    case $fck_errors in *'Could not get lock '*/lists/lock*) [ $fck_tries -lt ${TRIES.most} ] ;; *) false ;; esac
  do
    [ $fck_tries -gt 0 ] || printf '%s\n' "Waiting for the package lists. $fck_errors" | head -n 1
    fck_tries=$((fck_tries + 1)); sleep ${TRIES.pause}
  done
  [ -z "$fck_errors" ] || printf '%s\n' "$fck_errors" >&2
  [ $fck_code -eq 0 ]
}`;
