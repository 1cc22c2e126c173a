import { breakableLocal, localHost, noLocalSudo } from './contract/place.test.helper.js';
import { remoteContract } from './contract/remote-contract.test.helper.js';

remoteContract('this machine', { host: localHost, connect: breakableLocal, noOthers: noLocalSudo });
