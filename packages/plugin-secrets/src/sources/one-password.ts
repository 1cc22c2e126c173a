import type { SecretSource } from '@fck/core';
import { askTool } from '../ask-tool.js';
import { secretsErrors } from '../errors.js';

const HINT =
  'Log in with `op signin`, or set OP_SERVICE_ACCOUNT_TOKEN. `op read` with the same reference must print the value.';

/** `!secret op op://vault/item/field` */
export const onePassword: SecretSource = {
  about: '1Password, by its program op: op://VAULT/ITEM/FIELD',
  read(request) {
    const { reference } = request;
    if (!reference.startsWith('op://'))
      throw secretsErrors.noValue('the reference does not begin with op://', 'Write op://VAULT/ITEM/FIELD.');
    return askTool('op', ['read', '--no-newline', reference], request, HINT);
  },
};
