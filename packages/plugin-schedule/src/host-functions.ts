import { type Command, sh } from '@fck/core';
import { beforePath, FOLDER, type Owner, prefixOf, STAMPS, UNITS } from './places.js';

/**
 * Shell functions for the schedule of a role. The units of a role `web.eu` begin like those of `web`: only names without a further
 * dot belong to it.
 */
function functions(owner: Owner): Command {
  return sh`
own() {
  for file in "$1"/${prefixOf(owner)}*."$2"; do
    name=\${file##*/}; name=\${name#${prefixOf(owner)}}
    case \${name%."$2"} in *.*) continue ;; esac
    [ ! -f "$file" ] || printf '%s\n' "$file"
  done
}
remove() {
  systemctl disable --quiet --now "$1.timer" 2>/dev/null
  rm -f -- ${UNITS}/"$1.timer" ${UNITS}/"$1.service" ${FOLDER}/"$1.env" ${STAMPS}/"stamp-$1.timer"
}
begin() {
  systemctl enable --quiet "$1.timer" && systemctl start "$1.timer"
}
# The last time of another calendar would have the job run at once.
forget() {
  systemctl stop "$1.timer" 2>/dev/null
  rm -f -- ${STAMPS}/"stamp-$1.timer"
}
ids() { own "$1" timer | while read -r file; do file=\${file##*/}; printf '%s\n' "\${file%.timer}"; done; }`;
}

/** Prints the names of a role's timers without their ending. */
export function jobsOnHost(owner: Owner): Command {
  return sh`${functions(owner)}
ids ${UNITS}`;
}

/** Keeps the files of a schedule as they are now. The folder is there only once it is complete. */
export function keepSchedule(owner: Owner): Command {
  const before = beforePath(owner);
  return sh`${functions(owner)}
install -d -m 0700 -o root ${FOLDER} && rm -rf -- ${before} ${before}.new && install -d -m 0700 ${before}.new || exit
{ own ${UNITS} timer; own ${UNITS} service; own ${FOLDER} env; } | while read -r file; do cp -p -- "$file" ${before}.new/ || exit; done || exit
sync && mv -T -- ${before}.new ${before}`;
}

/** Removes what {@link keepSchedule} kept. */
export function forgetSchedule(owner: Owner): Command {
  return sh`rm -rf -- ${beforePath(owner)} ${beforePath(owner)}.new`;
}

/**
 * Has systemd run the jobs whose files were written, and removes all others.
 *
 * @param ids names of the timers without their ending
 * @param moved those whose timer has changed
 */
export function applySchedule(owner: Owner, ids: readonly string[], moved: readonly string[]): Command {
  return sh`${functions(owner)}
for id in $(ids ${UNITS}); do
  keep=
  for wanted in ${ids}; do [ "$id" != "$wanted" ] || keep=1; done
  [ -n "$keep" ] || remove "$id" || exit
done
for id in ${moved}; do forget "$id" || exit; done
systemctl daemon-reload || exit
for id in ${ids}; do begin "$id" || exit; done`;
}

/** Brings back the schedule that {@link keepSchedule} kept; does nothing if none is kept. */
export function restoreSchedule(owner: Owner): Command {
  const before = beforePath(owner);
  return sh`${functions(owner)}
[ -d ${before} ] || { rm -rf -- ${before}.new; exit; }
for id in $(ids ${UNITS}); do
  if [ ! -f ${before}/"$id.timer" ]; then remove "$id" || exit
  elif ! cmp -s ${before}/"$id.timer" ${UNITS}/"$id.timer"; then forget "$id" || exit
  fi
done
own ${before} timer | while read -r file; do cp -p -- "$file" ${UNITS}/ || exit; done || exit
own ${before} service | while read -r file; do cp -p -- "$file" ${UNITS}/ || exit; done || exit
own ${before} env | while read -r file; do cp -p -- "$file" ${FOLDER}/ || exit; done || exit
systemctl daemon-reload || exit
for id in $(ids ${before}); do begin "$id" || exit; done
rm -rf -- ${before}`;
}

/** Removes a schedule. A job that runs comes to its end. */
export function removeSchedule(owner: Owner): Command {
  return sh`${functions(owner)}
for id in $(ids ${UNITS}); do remove "$id" || exit; done
${forgetSchedule(owner)}
systemctl daemon-reload`;
}
