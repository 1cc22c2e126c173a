# shellcheck shell=sh
# differing_files BEFORE AFTER: compares two lists of files with their SHA-256. Prints a line for each file that differs: a letter
# (A added, D removed, M changed), a space and its path.

differing_files() {
  LC_ALL=C awk '
    FNR == NR { sums[substr($0, 67)] = substr($0, 1, 64); next }
    { path = substr($0, 67) }
    !(path in sums) { print "A " path; next }
    { if (sums[path] != substr($0, 1, 64)) print "M " path; delete sums[path] }
    END { for (path in sums) print "D " path }' "$1" "$2"
}
