import { interleaved } from '../measuring/interleaved.mjs';
import { timed } from '../measuring/timed.mjs';
import { fckProgram } from '../paths.mjs';
import { fckHosts } from '../peers/fck.mjs';
import { capistrano, pythonEnvironment } from '../peers/install.mjs';
import { currentNode } from '../peers/node.mjs';
import { projectFolder } from '../project-folder.mjs';

/** Measures commands that connect to no host. */
export const startup = {
  name: 'startup',
  defaults: {},
  quick: {},
  async measure({ options, record }) {
    const folder = projectFolder('startup', { 'fck.yaml': JSON.stringify(config) });
    const contestants = options.choose(commands(folder));
    const rounds = options.quick ? 1 : Math.max(20, options.rounds);
    const measured = await interleaved(contestants, { ...options, rounds, say: () => {} });
    record({ workload: 'startup', hosts: 0, roundTrip: 0 }, measured);
  },
};

const someHost = { name: 'web-1', address: '203.0.113.10', port: 22, user: 'deploy', identityFile: 'key' };
const config = {
  name: 'bench',
  roles: { web: { hosts: fckHosts([{ ...someHost, hostKeys: [] }]), provision: { tools: ['git'] } } },
};

function commands(cwd) {
  const command = (name, program, args, env) => ({
    name,
    make: () => ({ name, run: () => timed(program, args, { cwd, env }) }),
  });
  const later = (name, of) => ({ name, make: () => command(name, ...of()).make() });
  const node = currentNode();
  const fck = (...args) => command(['fck', ...args].join(' '), node, [fckProgram, ...args]);
  const peer = (name, packages, program) =>
    later(`${program} --version`, () => [pythonEnvironment(name, packages)(program), ['--version']]);
  return [
    fck('--version'),
    fck('--help'),
    fck('tasks'),
    command('node -e 0', node, ['-e', '0']),
    peer('ansible', ['ansible', 'mitogen'], 'ansible'),
    peer('pyinfra', ['pyinfra'], 'pyinfra'),
    peer('fabric', ['fabric'], 'fab'),
    later('cap --version', () => {
      const { cap, env } = capistrano();
      return [cap, ['--version'], env];
    }),
  ];
}
