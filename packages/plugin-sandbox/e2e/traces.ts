import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxHost } from '@fck/plugin-sandbox';

/** What to look for on the machine, which may run other sandboxes at the same time. */
export interface Marks {
  stateDir: string;
  bridge: string;
  ids: string[];
}

/** The names that a state folder uses, read while its hosts run. */
export function marksOf(stateDir: string, hosts: SandboxHost[]): Marks {
  const { bridge } = JSON.parse(readFileSync(join(stateDir, 'network.json'), 'utf8'));
  const ids = execFileSync('ls', [join(stateDir, 'hosts')], { encoding: 'utf8' })
    .trim()
    .split('\n');
  if (ids.length < hosts.length) throw new Error('fewer folders than hosts');
  return { stateDir, bridge, ids };
}

/** Everything on this machine that belongs to a state folder, one line each; none when all is gone. */
export function traces({ stateDir, bridge, ids }: Marks): string[] {
  const look = (name: string, argv: [string, ...string[]]) => {
    const [program, ...args] = argv;
    const output = execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return output.split('\n').map((line) => `${name}: ${line}`);
  };
  const lines = [
    ...look('link', ['ip', '-o', 'link', 'show']),
    ...look('route', ['ip', 'route', 'show']),
    ...look('namespace', ['ip', 'netns', 'list']),
    ...look('mount', ['cat', '/proc/self/mountinfo']),
    ...look('rule', ['iptables-save']),
    ...look('process', ['ps', '-eo', 'pid,args', '--cols', '2000']),
    ...look('cgroup', ['find', '/sys/fs/cgroup', '-maxdepth', '2', '-type', 'd']),
    ...look('loop', ['losetup', '--all']),
    ...look('run', ['find', '/run', '-maxdepth', '4', '-name', 'fck*']),
  ];
  const marks = [stateDir, ...ids.map((id) => `fck-${id}`)];
  const ofBridge = new RegExp(`\\b${bridge}\\b`);
  const found = lines.filter((line) => marks.some((mark) => line.includes(mark)) || ofBridge.test(line));
  if (existsSync(stateDir)) found.push(`folder: ${stateDir}`);
  return found;
}

/** Settings of the machine itself, compared before and after. */
export function machineSettings(): string {
  return readFileSync('/proc/sys/net/ipv4/ip_forward', 'utf8').trim();
}

/** Whether another state folder has hosts on this machine, and so needs those settings. */
export function othersAreUp(): boolean {
  return /\bfck\d+:/.test(execFileSync('ip', ['-o', 'link', 'show'], { encoding: 'utf8' }));
}
