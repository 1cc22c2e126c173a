import { deflateSync } from 'node:zlib';
import { quote } from '../../command/command.js';
import { pythonProgram } from '../../command/python-program.js';
import { once } from '../../once.js';
import { mark } from '../shell/shell-frame.js';

/** Each comes before what imports it. */
const MODULES = [
  'protocol',
  'streams',
  'fence',
  'commands',
  'durable_folder',
  'durable_files',
  'machine_lock',
  'plugin_calls',
];

/**
 * Reads the helper from standard input, and becomes it. Answers first, with the marks that a shell would print: whether
 * this Python is new enough, and has the modules that it needs. If not, it becomes a shell again.
 */
const BOOTSTRAP = `import os, sys
def mark(code):
    for output, result in ((1, code), (2, 0)):
        os.write(output, ("%s %s %d\\n" % (sys.argv[1], sys.argv[2], result)).encode())
try:
    import fcntl, json, pwd, select, zlib
    sys.version_info >= (3, 6) or 1 / 0
except Exception:
    mark(1)
    os.execvp("sh", ["sh"])
mark(0)
def take(size):
    data = b""
    while len(data) < size:
        more = os.read(0, size - len(data))
        if not more:
            os._exit(0)
        data += more
    return data
exec(zlib.decompress(take(int(take(8)))).decode())`;

/**
 * A line for a shell that turns it into a helper. The mark says 0 if it did, and 1 if the machine has no Python for it.
 * `platform-python` is what Red Hat 8 has where no other one is installed.
 */
export function becomeHelper(nonce: string, sequence: number): string {
  const python = `-I -S -c ${quote(BOOTSTRAP)} ${nonce} ${sequence} fck-helper`;
  return `for fck in python3 /usr/libexec/platform-python; do command -v $fck >/dev/null && exec $fck ${python}; done
${mark(nonce, sequence, '1')}`;
}

/** The helper's program as the bootstrap reads it: its length in eight digits, then its compressed text. */
export const helperProgram = once(() => {
  const text = pythonProgram(new URL('../../../python/', import.meta.url), 'helper', MODULES);
  const packed = deflateSync(text, { level: 9 });
  return Buffer.concat([Buffer.from(String(packed.length).padStart(8, '0')), packed]);
});
