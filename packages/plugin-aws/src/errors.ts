import { errorKind } from '@fck/core';

/** What can go wrong with hosts on EC2. */
export const awsErrors = {
  cannotCreate: errorKind(
    'AWS_CREATE_UNAVAILABLE',
    'A role has an `aws:` section and no hosts, and this version of the plugin cannot make instances yet.',
    (role: string, count: number) => ({
      message: `The role "${role}" asks for ${count} EC2 ${count === 1 ? 'instance' : 'instances'}, which this version of fck cannot make yet.`,
      hint: `Make ${count === 1 ? 'it' : 'them'} by hand and list ${count === 1 ? 'its address' : 'their addresses'} in the role: \`hosts: [203.0.113.10]\`. The rest works with them as it is.`,
    }),
  ),
};
