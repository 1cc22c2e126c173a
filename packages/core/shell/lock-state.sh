# shellcheck shell=sh disable=SC2034,SC2154
# The lock of a machine, as it is: below the folder $root.
#
# `.lock/` is a folder that appears complete, by a rename: `run`, `holder`, `about`, `since`, and a run's `heartbeat`. The
# heartbeat counts seconds since boot, so that a clock change does not make it old; after a reboot it is at least as old as
# the boot.

lock=$root/.lock
boot=$(cat /proc/sys/kernel/random/boot_id)

first_line() {
  line=
  { IFS= read -r line <"$lock/$1"; } 2>/dev/null
}

uptime_now() { IFS=. read -r up rest </proc/uptime; }

age_of_heartbeat() {
  age=none beat_boot='' beat_up=
  [ -e "$lock/heartbeat" ] || [ ! -s "$lock/about" ] || return 0
  { read -r beat_boot beat_up <"$lock/heartbeat"; } 2>/dev/null
  uptime_now
  age=$up
  [ "$beat_boot" != "$boot" ] || [ "$beat_up" -gt "$up" ] || age=$((up - beat_up))
}

describe() {
  [ -d "$lock" ] || { echo free; return 0; }
  age_of_heartbeat
  for name in run holder about since; do
    first_line $name
    printf '%s %s\n' $name "$line"
  done
  echo "age $age"
}
