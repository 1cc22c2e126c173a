import type { SecretSource } from '@fck/core';
import { askTool } from '../ask-tool.js';
import { fileAt, plainName, withoutLastBreak } from '../reference.js';

const HINT =
  'Run `age --decrypt` with that file and identity on this machine. `secrets: { age: { identity: FILE } }` in `plugins:` names another identity.';

/**
 * `!secret age secret-key.age`: the content of an encrypted file.
 *
 * @param identity file with the private key
 */
export function age(identity: string): SecretSource {
  return {
    about: 'Files that age has encrypted: FILE',
    async read(request) {
      const file = fileAt(plainName(request.reference), request.directory);
      const key = fileAt(identity, request.directory);
      return withoutLastBreak(await askTool('age', ['--decrypt', '--identity', key, file], request, HINT));
    },
  };
}
