import { spawnSync } from 'node:child_process';
import { breakableLocal, localHost } from './contract/place.test.helper.js';
import { remoteContract } from './contract/remote-contract.test.helper.js';

const mayBecomeRoot = spawnSync('sudo', ['-n', 'true']).status === 0;

remoteContract('this machine', {
  host: localHost,
  connect: breakableLocal,
  noOthers: mayBecomeRoot ? undefined : 'sudo is missing, or asks for a password',
});
