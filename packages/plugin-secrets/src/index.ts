import { definePlugin } from '@fck/core';
import { z } from 'zod';
import { age } from './sources/age.js';
import { parameterStore, secretsManager } from './sources/aws.js';
import { bitwarden } from './sources/bitwarden.js';
import { onePassword } from './sources/one-password.js';
import { sops } from './sources/sops.js';

const options = z
  .strictObject({
    age: z
      .strictObject({
        /** File with the private key of age. */
        identity: z.string().min(1).default('~/.config/sops/age/keys.txt'),
      })
      .prefault({}),
  })
  .prefault({});

/** Reads secrets of the configuration from SOPS, age, 1Password, Bitwarden and AWS, by their own programs. */
export default definePlugin({
  name: 'secrets',
  schema: options,
  apply(fck, { age: { identity } }) {
    fck.secretSources.register('sops', sops);
    fck.secretSources.register('age', age(identity));
    fck.secretSources.register('op', onePassword);
    fck.secretSources.register('bw', bitwarden);
    fck.secretSources.register('aws-sm', secretsManager);
    fck.secretSources.register('aws-ssm', parameterStore);
  },
});
