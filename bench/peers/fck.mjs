import { timed } from '../measuring/timed.mjs';
import { fckProgram } from '../paths.mjs';
import { currentNode } from './node.mjs';

/** The hosts of a role for `fck.yaml`. JSON is YAML. */
export function fckHosts(hosts) {
  return hosts.map(({ name, address, port, user, identityFile, hostKeys, privateAddress }) => ({
    name,
    address,
    port,
    user,
    ...(privateAddress === undefined ? {} : { private_address: privateAddress }),
    ssh: { key_filename: identityFile, host_keys: hostKeys },
  }));
}

/** Runs the command with `node` in a project's folder and measures its time. */
export function fck(cwd, args, { node = currentNode(), program = fckProgram, ...options } = {}) {
  return timed(node, [program, ...args], { ...options, cwd });
}
