import { FILE_LIST, sh } from '@fck/core';

/**
 * Shell functions that both ends of a copy use.
 *
 * A *marked list* is a build's list of files with one mark per line: `x` for executable files, `-` for others, `=` for names that
 * `sha256sum` escapes. Escaped names are not parsed, and their files are always sent.
 * `marked` takes a further expression of `find`, which must be true, for other looks at the files in the same pass.
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
