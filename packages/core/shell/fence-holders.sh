# shellcheck shell=sh
# name_holders FILE: prints a line for each process that holds the file with `flock`, at most five.
#
# It reads the locks of each process's descriptors, since /proc/locks names the process that took the lock: a program
# `flock` that ended long ago. Other users' processes are visible to root only. A process's description of itself is not
# trusted: it is cut to one short, printable line.

name_holders() {
  find /proc/[0-9]*/fd -maxdepth 1 -lname "*/$(basename -- "$1")" 2>/dev/null | while IFS= read -r fd; do
    [ "$fd" -ef "$1" ] || continue
    process=$(dirname -- "$(dirname -- "$fd")")
    grep -q '^lock:.*FLOCK' "$process/fdinfo/$(basename -- "$fd")" 2>/dev/null || continue
    printf 'process %s %s %s\n' "$(basename -- "$process")" "$(stat -c %U -- "$process")" "$(command_of "$process")"
  done | sort -u | head -n 5
}

# A step is a shell that was started as `fck-step`, or a process of fck's helper, whose child is the command.
command_of() {
  if arguments_of "$1" | grep -qx ' *fck-helper'; then
    child=
    { read -r child rest <"$1/task/${1##*/}/children"; } 2>/dev/null
    echo "step $(arguments_of "/proc/$child" | tr '\n' ' ' | head -c 200)"
    return
  fi
  arguments_of "$1" | awk -v limit=200 '
    $0 == "fck-step" { step = NR; text = ""; next }
    step && $0 == "fck-as" { text = ""; next }
    step && NR <= step + 2 { next }
    { text = text " " $0 }
    END { print (step ? "step" : "other") substr(text, 1, limit) }'
}

arguments_of() {
  head -c 20000 "$1/cmdline" 2>/dev/null | tr '\n\0' ' \n' | LC_ALL=C tr -c '[:print:]\n' ' '
}
