# shellcheck shell=sh
# Prints nginx's worker processes, one a line: `serving PID:START`, or `ending PID:START` for one that a reload replaced.
# Only the children of the master that owns the pid file: a container may run an nginx of its own on the same host.
# It is asked many times in a switch: it starts programs only where nginx's main file does not name the pid file.

pid_file() {
  while read -r name file _; do [ "$name" != pid ] || { echo "${file%%;*}"; return; }; done
  false
}

file=$(pid_file 2>/dev/null </etc/nginx/nginx.conf || nginx -T 2>/dev/null | pid_file ||
  nginx -V 2>&1 | tr ' ' '\n' | sed -n 's/^--pid-path=//p')
{
  read -r master <"$file" || exit 0
  for process in /proc/[0-9]*; do
    read -r name <"$process/comm" && [ "$name" = nginx ] || continue
    read -r pid _ _ parent _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ start _ <"$process/stat" || continue
    [ "$parent" = "$master" ] || continue
    # No line ends there.
    title=; read -r title <"$process/cmdline"
    case $title in *'shutting down'*) echo "ending $pid:$start" ;; ?*) echo "serving $pid:$start" ;; esac
  done
} 2>/dev/null
