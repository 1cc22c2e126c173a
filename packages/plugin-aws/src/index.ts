import { definePlugin } from '@fck/core';
import { awsErrors } from './errors.js';
import { awsRole, awsSecret } from './sections.js';

/** Hosts on EC2. At this point it knows the configuration; hosts are listed in the role. */
export default definePlugin({
  name: 'aws',
  apply(fck) {
    fck.section({
      at: 'project',
      name: 'aws_key',
      about: 'Access key id of the AWS account.',
      schema: awsSecret,
    });
    fck.section({
      at: 'project',
      name: 'aws_secret',
      about: 'Secret access key of the AWS account.',
      schema: awsSecret,
    });
    const instances = fck.section({
      at: 'role',
      name: 'aws',
      about: 'How EC2 instances of the role are made.',
      schema: awsRole,
    });

    fck.hooks.create.tap('aws', ({ role }) => {
      const wanted = instances.of(role);
      // A role that lists its hosts lacks none.
      if (wanted === undefined || role.hosts.length > 0) return undefined;
      throw awsErrors.cannotCreate(role.name, wanted.count);
    });
  },
});
