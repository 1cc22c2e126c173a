import { sh } from '../command/command.js';

/** SHA-256 of no bytes. */
const OF_NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * A shell function `hashed`: it reads names of files from its input, each with a NUL at its end, and prints the lines
 * of `sha256sum` for them. It fails if a file cannot be read. OpenSSL is three times as fast as the coreutils of Debian
 * and Ubuntu, which do not use the processor's instructions for SHA-256; only `sha256sum` escapes odd names as lists of
 * files have them.
 */
export const hashFunction = sh`
hashed() {
  if [ "$(openssl dgst -sha256 -r </dev/null 2>/dev/null | cut -c1-64)" != ${OF_NOTHING} ]; then xargs -0 -r sha256sum; return; fi
  xargs -0 -r sh -c 'case "$*" in $0) sha256sum "$@" || exit 1; exit ;; esac
    lines=$(openssl dgst -sha256 -r "$@") && printf "%s\n" "$lines" | sed "s/ \*/  /" || exit 1' "$(printf '*[\\\\\n\r]*')"
}`;
