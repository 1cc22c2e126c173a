// How the contestants reach a host.

/**
 * @typedef {object} BenchHost
 * @property {string} name
 * @property {string} address
 * @property {number} port
 * @property {string} user a login user with passwordless sudo
 * @property {string} identityFile its private key
 * @property {string[]} hostKeys
 */

import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from '../paths.mjs';

/** Writes the hosts' keys where OpenSSH, ansible and pyinfra look for them; returns the file. */
export function writeKnownHosts(hosts) {
  mkdirSync(cache, { recursive: true });
  const file = join(cache, 'known_hosts');
  const name = ({ address, port }) => (port === 22 ? address : `[${address}]:${port}`);
  writeFileSync(file, hosts.flatMap((host) => host.hostKeys.map((key) => `${name(host)} ${key}\n`)).join(''));
  return file;
}

/** Options with which OpenSSH reaches a host, without what this machine's user has configured. */
export function sshOptions(host, knownHosts = join(cache, 'known_hosts')) {
  const options = [
    `UserKnownHostsFile=${knownHosts}`,
    'StrictHostKeyChecking=yes',
    'BatchMode=yes',
    'IdentitiesOnly=yes',
  ];
  return ['-F', 'none', '-i', host.identityFile, ...options.flatMap((option) => ['-o', option])];
}

/** The arguments of `ssh` up to the command. */
export function sshArguments(host) {
  return [...sshOptions(host), '-p', String(host.port), `${host.user}@${host.address}`];
}

/** Runs a script on a host, outside of the measurement, and returns its output. */
export function onHost(host, script) {
  return new Promise((resolve, reject) => {
    const shell = execFile(
      'ssh',
      [...sshArguments(host), 'sh -eus'],
      { maxBuffer: 2 ** 26 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`on ${host.name}: exit ${error.code}: ${stderr.trim().slice(-1000)}`));
        else resolve(stdout);
      },
    );
    shell.stdin.end(script);
  });
}
