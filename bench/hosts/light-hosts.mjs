// Hosts for large fleets: sshd in namespaces, on a sandbox host's disk, without systemd. One takes 8 MB and starts in a tenth of a
// second.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cache } from '../paths.mjs';
import { layersOf, removeSandboxHosts, sandboxHosts } from './sandbox-hosts.mjs';

const folder = join(cache, 'light');
const bridge = 'fckbench0';
const gateway = '10.214.0.1';
const template = 'template';

const run = (program, ...args) =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
const nameOf = (n) => `fb-${n}`;
const addressOf = (n) => `10.214.${1 + Math.floor(n / 250)}.${1 + (n % 250)}`;

/**
 * Starts so many light hosts, after removing those of an earlier call.
 *
 * @param {number} count at most 1000
 * @param {(text: string) => void} say told what is being done
 * @returns {Promise<import('./host.mjs').BenchHost[]>}
 */
export async function lightHosts(count, say) {
  removeLightHosts();
  const furnished = await furnishedDisk(say);
  run('ip', 'link', 'add', bridge, 'type', 'bridge');
  run('ip', 'address', 'add', `${gateway}/16`, 'dev', bridge);
  run('ip', 'link', 'set', bridge, 'up');
  say(`${count} light hosts: starting`);
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  for (const n of numbers) start(n, furnished);
  await Promise.all(numbers.map((n) => answers(addressOf(n))));
  return numbers.map((n) => ({
    name: `light-${n}`,
    address: addressOf(n),
    port: 22,
    user: 'deploy',
    identityFile: furnished.identityFile,
    hostKeys: furnished.hostKeys,
  }));
}

/** Ends all of them and removes their files. */
export function removeLightHosts() {
  for (const name of namespaces()) {
    for (const pid of run('ip', 'netns', 'pids', name).split('\n').filter(Boolean)) end(Number(pid));
    run('ip', 'netns', 'delete', name);
  }
  if (run('ip', '-o', 'link').includes(`${bridge}:`)) run('ip', 'link', 'delete', bridge);
  rmSync(join(folder, 'hosts'), { recursive: true, force: true });
}

/** The interface on this machine that all traffic of a light host passes. */
export function lightInterface(host) {
  return nameOf(Number(host.name.replace('light-', '')));
}

/** Makes a sandbox host and copies its disk, which has the login user, its key and a host key. Kept for later runs. */
async function furnishedDisk(say) {
  const upper = join(folder, 'furnished');
  const record = join(folder, 'furnished.json');
  if (existsSync(record)) {
    const known = JSON.parse(readFileSync(record, 'utf8'));
    if (existsSync(known.image)) return { ...known, upper };
  }
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [host] = await sandboxHosts(template, 1, say);
  const { image, upper: live } = layersOf(`${template}-1`);
  run('cp', '-a', live, upper);
  const identityFile = join(folder, 'id_ed25519');
  run('cp', '-a', host.identityFile, identityFile);
  await removeSandboxHosts(say, template);
  const known = { image, identityFile, hostKeys: host.hostKeys };
  writeFileSync(record, JSON.stringify(known));
  return { ...known, upper };
}

const boot = `
set -e
hostname "$1"
mount -t overlay -o "lowerdir=$2,upperdir=$3/upper,workdir=$3/work" "$1" "$3/root"
cd "$3/root"
mount -t proc proc proc
mount --rbind /dev dev
mount -t tmpfs tmpfs run
mkdir -p run/sshd run/lock
printf '127.0.0.1 localhost %s\\n' "$1" > etc/hosts
exec chroot . /usr/sbin/sshd -D -e -o MaxStartups=100:30:200
`;

function start(n, { upper, image }) {
  const name = nameOf(n);
  const own = join(folder, 'hosts', name);
  for (const part of ['upper', 'work', 'root']) mkdirSync(join(own, part), { recursive: true });
  run('ip', 'netns', 'add', name);
  run('ip', 'link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  run('ip', 'link', 'set', name, 'master', bridge, 'up');
  run('ip', '-netns', name, 'link', 'set', 'lo', 'up');
  run('ip', '-netns', name, 'address', 'add', `${addressOf(n)}/16`, 'dev', 'eth0');
  run('ip', '-netns', name, 'link', 'set', 'eth0', 'up');
  run('ip', '-netns', name, 'route', 'add', 'default', 'via', gateway);
  const log = openSync(join(own, 'sshd.log'), 'a');
  const unshare = ['unshare', '--mount', '--pid', '--uts', '--fork', '--kill-child'];
  const child = spawn(
    'ip',
    ['netns', 'exec', name, ...unshare, 'sh', '-c', boot, 'sh', `light-${n}`, `${upper}:${image}`, own],
    { detached: true, stdio: ['ignore', log, log] },
  );
  child.unref();
}

function namespaces() {
  return run('ip', 'netns', 'list')
    .split('\n')
    .map((line) => line.split(' ')[0])
    .filter((name) => /^fb-\d+$/.test(name));
}

function end(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended with its first process.
  }
}

async function answers(address) {
  for (const deadline = Date.now() + 60_000; ; ) {
    if (await hasBanner(address)) return;
    if (Date.now() > deadline) throw new Error(`the light host at ${address} does not answer: see ${folder}`);
    await delay(50);
  }
}

function hasBanner(address) {
  return new Promise((resolve) => {
    const socket = createConnection({ host: address, port: 22, timeout: 2000 });
    socket.once('data', (data) => {
      resolve(data.toString().startsWith('SSH-'));
      socket.destroy();
    });
    for (const event of ['error', 'timeout', 'close']) {
      socket.once(event, () => {
        resolve(false);
        socket.destroy();
      });
    }
  });
}
