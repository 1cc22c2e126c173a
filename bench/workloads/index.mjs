import { build } from './build/workload.mjs';
import { deploy } from './deploy/workload.mjs';
import { growth } from './growth.mjs';
import { install, provision } from './provision/workload.mjs';
import { ship } from './ship/workload.mjs';
import { startup } from './startup.mjs';

/** All workloads, in the order in which they are run and reported. */
export const workloads = [provision, install, build, ship, deploy, startup, growth];
