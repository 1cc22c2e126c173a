import { definePlugin } from '@fck/core';
import type { OwnHost } from './boot/boot-instance.js';
import { bootCommand } from './commands/boot.js';
import { userDataCommand } from './commands/user-data.js';
import { registerS3 } from './s3/store.js';

/** Copies builds through a bucket of S3, and lets instances deploy them to themselves. */
export default definePlugin({
  name: 'aws-fleet',
  apply(fck) {
    const own: OwnHost = {};
    fck.hooks.onlyHost.tap('aws-fleet', () => own.host);
    fck.hooks.buildSealed.tap('aws-fleet', ({ build }) => {
      own.build = build.name;
    });
    const s3 = registerS3(fck, own);
    fck.commands.register('ec2-fleet', {
      word: 'ec2',
      about: 'instances that deploy to themselves',
      commands: { 'user-data': userDataCommand(fck, s3), boot: bootCommand(fck, own) },
    });
  },
});
