import { timed } from '../measuring/timed.mjs';
import { fckProgram } from '../paths.mjs';
import { currentNode } from './node.mjs';

/** The hosts of a role as `fck.yaml` has them. JSON is YAML. */
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

/** Runs the command in a project's folder and takes its time; `node` is what runs it. */
export function fck(cwd, args, { node = currentNode(), ...options } = {}) {
  return timed(node, [fckProgram, ...args], { ...options, cwd });
}
