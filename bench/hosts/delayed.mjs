import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('delay-proxy.mjs', import.meta.url));

/**
 * The same hosts, farther away: each has a separate loopback address, where a proxy delays every byte.
 *
 * @param {import('./host.mjs').BenchHost[]} hosts
 * @param {number} roundTrip milliseconds; with 0 nothing is put in between
 * @returns {Promise<{hosts: import('./host.mjs').BenchHost[], close: () => void}>}
 */
export async function delayed(hosts, roundTrip) {
  if (roundTrip === 0) return { hosts, close: () => {} };
  const far = hosts.map((host, index) => ({ ...host, address: loopback(index), port: 2222 }));
  const routes = hosts.map(({ address, port }, index) => ({
    listen: { address: loopback(index), port: 2222 },
    to: { address, port },
  }));
  const child = spawn(process.execPath, [program, JSON.stringify({ oneWay: roundTrip / 2, routes })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.once('exit', () => child.kill());
  await Promise.race([
    once(child.stdout, 'data'),
    once(child, 'exit').then(() => Promise.reject(new Error('the delaying proxy ended'))),
  ]);
  return { hosts: far, close: () => child.kill() };
}

const loopback = (index) => `127.77.${Math.floor(index / 250)}.${1 + (index % 250)}`;
