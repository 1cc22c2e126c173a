import type { SecretSource } from '@fck/core';
import { askTool } from '../ask-tool.js';
import { fileAt, partsOf, withoutLastBreak } from '../reference.js';

const HINT =
  'Run `sops decrypt` with that file on this machine: it must find a key (SOPS_AGE_KEY_FILE, gpg-agent, cloud login), and the file that value.';

/** `!secret sops secrets.yaml#database.password`; without `#`, the whole decrypted file. */
export const sops: SecretSource = {
  about: 'Values of files that SOPS has encrypted: FILE#path.to.key',
  async read(request) {
    const { name, part } = partsOf(request.reference);
    const extract = part === undefined ? [] : ['--extract', sopsPath(part)];
    const file = fileAt(name, request.directory);
    const output = await askTool('sops', ['--decrypt', ...extract, file], request, HINT);
    return withoutLastBreak(output);
  },
};

/** `database.hosts.0` is `["database"]["hosts"][0]` for SOPS. */
function sopsPath(path: string): string {
  return path
    .split('.')
    .map((key) => (/^\d+$/.test(key) ? `[${key}]` : `[${JSON.stringify(key)}]`))
    .join('');
}
