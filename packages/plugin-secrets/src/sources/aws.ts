import type { SecretRequest, SecretSource } from '@fck/core';
import { z } from 'zod';
import { askTool } from '../ask-tool.js';
import { secretsErrors } from '../errors.js';
import { jsonMember, parsed, partsOf } from '../reference.js';

const HINT =
  'Log in (`aws sso login`), or set AWS_PROFILE and AWS_REGION. `aws sts get-caller-identity` shows who asks; it must be allowed to read the value.';

const secretSchema = z.object({ SecretString: z.string() });
const parameterSchema = z.object({ Parameter: z.object({ Value: z.string() }) });

/** `!secret aws-sm prod/db#password`; without `#`, the whole text of the secret. */
export const secretsManager: SecretSource = {
  about: 'AWS Secrets Manager, by its program aws: NAME or NAME#key of its JSON',
  async read(request) {
    const { name, part } = partsOf(request.reference);
    const answer = await ask(request, ['secretsmanager', 'get-secret-value', '--secret-id', name]);
    const { data } = secretSchema.safeParse(answer);
    if (!data) throw secretsErrors.noValue('the secret has no text', 'Store it as a text, not as bytes.');
    return part === undefined ? data.SecretString : jsonMember(data.SecretString, part, 'the secret');
  },
};

/** `!secret aws-ssm /shop/key`; a part behind `#` is a key of its JSON. */
export const parameterStore: SecretSource = {
  about: 'Parameters of AWS Systems Manager, by its program aws: NAME or NAME#key of its JSON',
  async read(request) {
    const { name, part } = partsOf(request.reference);
    const answer = await ask(request, ['ssm', 'get-parameter', '--with-decryption', '--name', name]);
    const { data } = parameterSchema.safeParse(answer);
    if (!data) throw secretsErrors.noValue('aws printed no parameter', HINT);
    const { Value: value } = data.Parameter;
    return part === undefined ? value : jsonMember(value, part, 'the parameter');
  },
};

async function ask(request: SecretRequest, args: readonly string[]): Promise<unknown> {
  return parsed(await askTool('aws', [...args, '--output', 'json', '--no-cli-pager'], request, HINT));
}
