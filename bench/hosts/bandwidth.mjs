import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const tc = (...args) => execFileSync('tc', args, { stdio: 'pipe' });
const inside = (name, ...args) =>
  execFileSync('ip', ['netns', 'exec', name, 'tc', ...args], { stdio: 'pipe' });

/**
 * Limits what light hosts send and receive; an interface of theirs has the name of its namespace.
 *
 * @param {string[]} interfaces
 * @param {number | undefined} megabits a second, in each direction; undefined takes the limit away
 */
export function limitBandwidth(interfaces, megabits) {
  for (const name of interfaces) {
    if (megabits === undefined) {
      tc('qdisc', 'delete', 'dev', name, 'root');
      inside(name, 'qdisc', 'delete', 'dev', 'eth0', 'root');
      continue;
    }
    const bucket = ['root', 'tbf', 'rate', `${megabits}mbit`, 'burst', '128kb', 'latency', '50ms'];
    tc('qdisc', 'replace', 'dev', name, ...bucket);
    inside(name, 'qdisc', 'replace', 'dev', 'eth0', ...bucket);
  }
}

/** The bytes that hosts have received so far, counted by their interfaces on this machine. */
export function bytesReceivedBy(interfaces) {
  return interfaces.reduce(
    (sum, name) => sum + Number(readFileSync(`/sys/class/net/${name}/statistics/tx_bytes`, 'utf8')),
    0,
  );
}
