# shellcheck shell=sh
# check_build PATH LIST DESCRIPTION: compares the files of a sealed build with its list of checksums. Prints, one per line:
#   list SUM       SHA-256 of the list itself
#   others SUM     SHA-256 over what the list does not hold: symbolic links, and which files are executable
#   files N        how many files the list holds
#   changed N      how many of them have another content, or are missing; then up to 20 of their names
#   added N        how many files are not in the list; then up to 20 of their names
# Names are printed after a space. Names with a backslash or a line break count as listed: the list holds them escaped.

check_build() {
  cd -- "$1" || return
  LC_ALL=C
  export LC_ALL
  odd=$(printf '*[\\\\\n\r]*')
  echo "list $(sha256sum <"$2" | cut -c1-64)"
  echo "others $({
    find . -type f -perm -100 ! -path "$odd"
    find . -type l ! -path "$odd" -exec sh -c 'for link do echo "$link -> $(readlink "$link")"; done' sh {} +
  } | sort | sha256sum | cut -c1-64)"
  echo "files $(wc -l <"$2")"
  sha256sum -c "$2" 2>/dev/null | sed -n 's/: FAILED\( open or read\)\{0,1\}$//p' | counted changed
  {
    cut -c67- "$2"
    echo //
    find . -type f ! -path "$odd" ! -path "./$2" ! -path "./$3"
  } | awk '$0 == "//" && !listed { listed = 1; next } !listed { names[$0]; next } !($0 in names)' | counted added
}

counted() {
  awk -v what="$1" 'NR <= 20 { names = names "\n " $0 } END { print what, NR names }'
}
