import { definePlugin } from '@fck/core';
import type { OwnHost } from './boot/boot-instance.js';
import { fleetCommands } from './commands/ec2.js';
import { registerS3 } from './s3/store.js';

/** Builds that travel through a bucket of S3, and instances that deploy them to themselves. */
export default definePlugin({
  name: 'aws-fleet',
  apply(fck) {
    const own: OwnHost = { host: undefined };
    fck.hooks.onlyHost.tap('aws-fleet', () => own.host);
    fck.commands.register('ec2-fleet', fleetCommands(fck, registerS3(fck, own), own));
  },
});
