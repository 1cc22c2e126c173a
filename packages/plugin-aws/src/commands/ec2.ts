import type { CommandGroup } from '@fck/core';
import type { OwnHost } from '../boot/boot-instance.js';
import type { Fleet } from '../fleet.js';
import type { S3Store } from '../s3/store.js';
import { bootCommand } from './boot.js';
import { consoleCommand } from './console.js';
import { doctorCommand } from './doctor.js';
import { imagesCommand } from './images.js';
import { listCommand } from './list.js';
import { rebootCommand, startCommand, stopCommand } from './power.js';
import { syncCommand } from './sync.js';
import { terminateCommand } from './terminate.js';
import { userDataCommand } from './user-data.js';

/** `fck ec2 …`: what can be done with the instances of a project. */
export function ec2Commands(fleet: Fleet, s3: S3Store, own: OwnHost): CommandGroup {
  return {
    summary: 'the EC2 instances of this project',
    commands: {
      list: listCommand(fleet),
      sync: syncCommand(fleet),
      start: startCommand(fleet),
      stop: stopCommand(fleet),
      reboot: rebootCommand(fleet),
      terminate: terminateCommand(fleet),
      console: consoleCommand(fleet),
      images: imagesCommand(fleet),
      doctor: doctorCommand(fleet, s3),
      'user-data': userDataCommand(fleet.fck, s3),
      boot: bootCommand(fleet.fck, own),
    },
  };
}
