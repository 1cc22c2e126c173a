import type { CommandGroup, Fck } from '@fck/core';
import type { OwnHost } from '../boot/boot-instance.js';
import type { S3Store } from '../s3/store.js';
import { bootCommand } from './boot.js';
import { userDataCommand } from './user-data.js';

/** What is added to `fck ec2` for instances that deploy to themselves. */
export function fleetCommands(fck: Fck, s3: S3Store, own: OwnHost): CommandGroup {
  return {
    word: 'ec2',
    summary: 'instances that deploy to themselves',
    commands: { 'user-data': userDataCommand(fck, s3), boot: bootCommand(fck, own) },
  };
}
