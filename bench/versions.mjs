import { execFileSync } from 'node:child_process';
import { fckProgram } from './paths.mjs';
import { ansibleVersions } from './peers/ansible.mjs';
import { capistrano, pythonEnvironment } from './peers/install.mjs';
import { currentNode } from './peers/node.mjs';

/** The versions of all contestants, or why one is unavailable. */
export function versions() {
  return {
    fck: first(() => [currentNode(), fckProgram, '--version']),
    node: first(() => [currentNode(), '--version']),
    ...attempt('ansible', ansibleVersions),
    pyinfra: first(() => [pythonEnvironment('pyinfra', ['pyinfra'])('pyinfra'), '--version']),
    fabric: first(() => [pythonEnvironment('fabric', ['fabric'])('fab'), '--version']),
    capistrano: first(
      () => [capistrano().cap, '--version'],
      () => capistrano().env,
    ),
    openssh: first(() => ['ssh', '-V']),
    rsync: first(() => ['rsync', '--version']),
    zstd: first(() => ['zstd', '--version']),
  };
}

/** The first version number in a program's output. */
function first(command, environment = () => ({})) {
  try {
    const [program, ...args] = command();
    const env = { ...process.env, ...environment() };
    const said = execFileSync('sh', ['-c', 'exec "$@" 2>&1', 'sh', program, ...args], {
      encoding: 'utf8',
      env,
    });
    return /\d+\.\d+[\w.-]*/.exec(said)?.[0] ?? 'unknown';
  } catch (error) {
    return `not measured: ${error.message}`;
  }
}

function attempt(name, of) {
  try {
    return of();
  } catch (error) {
    return { [name]: `not measured: ${error.message}` };
  }
}
