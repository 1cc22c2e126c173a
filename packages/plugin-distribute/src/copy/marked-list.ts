import { BUILD_FILE, FILE_LIST, sh } from '@fck/core';

/**
 * Shell functions that both ends of a copy know.
 *
 * A *marked list* is a build's list of files with what it does not say: `x` before the line of a file that may be run, `-`
 * before others. `=` marks names that `sha256sum` escapes: these are not parsed, and such files are always sent.
 * What else is asked of the files while they are looked at is given to `marked`, as a part of `find` that is true.
 */
export const listFunctions = sh`
LC_ALL=C; export LC_ALL
odd=$(printf '*[\\\\\n\r]*')
sum_of() { sha256sum | cut -d' ' -f1; }
marked() {
  { find . -type f "$@" -perm -100 -print; echo //; cat ${FILE_LIST}; } | awk '
    $0 == "//" && !listed { listed = 1; next }
    !listed { runs[$0]; next }
    /^\\/ || /\r/ { print "=" $0; next }
    { print (substr($0, 67) in runs ? "x" : "-") $0 }'
}
zipped() { if [ "$zip" = zstd ]; then zstd -q -3 -T0 -c; else gzip -1 -c; fi; }
unzipped() { case $zip in zstd) zstd -q -d -c;; none) cat;; *) gzip -d -c;; esac; }`;

/** Excludes what a list of files does not contain, as a part of `find`. */
export const exceptOwnFiles = sh`! -path ./${FILE_LIST} ! -path ./${BUILD_FILE}`;
