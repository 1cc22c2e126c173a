import { timed } from '../measuring/timed.mjs';
import { fckProgram } from '../paths.mjs';

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

/** Runs the command in a project's folder and takes its time. */
export function fck(cwd, args, options) {
  return timed(process.execPath, [fckProgram, ...args], { ...options, cwd });
}
