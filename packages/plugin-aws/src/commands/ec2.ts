import type { CommandGroup } from '@fck/core';
import type { Fleet } from '../fleet.js';
import { consoleCommand } from './console.js';
import { doctorCommand } from './doctor.js';
import { imagesCommand } from './images.js';
import { listCommand } from './list.js';
import { rebootCommand, startCommand, stopCommand } from './power.js';
import { syncCommand } from './sync.js';
import { terminateCommand } from './terminate.js';

/** `fck ec2 …`: commands for the instances of a project. */
export function ec2Commands(fleet: Fleet): CommandGroup {
  return {
    about: 'the EC2 instances of this project',
    commands: {
      list: listCommand(fleet),
      sync: syncCommand(fleet),
      start: startCommand(fleet),
      stop: stopCommand(fleet),
      reboot: rebootCommand(fleet),
      terminate: terminateCommand(fleet),
      console: consoleCommand(fleet),
      images: imagesCommand(fleet),
      doctor: doctorCommand(fleet),
    },
  };
}
