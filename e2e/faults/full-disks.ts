import { expect } from 'vitest';
import { expectVisits, type Fleet } from './fixture/fleet.js';
import { fault, isLongForm, sample } from './fixture/form.js';
import { hostTrouble } from './fixture/host-trouble.js';
import type { SandboxMachine } from './fixture/sandbox-machine.js';

const KIB = 1024;

/** Free space on the disk: from nothing to the needs of a deploy, so that each time another write is the first to fail. */
const freeSpaces = [0, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192].map((kib) => kib * KIB);

/** The same for inodes: a build of the site takes about seven hundred. */
const freeInodes = [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024];

/** Errors of such a deploy: from fck, the system, or Python, which tries its folders for temporary files. */
const noRoom = /No space left|its disk must not be full|the disk is full|No usable temporary directory/;
const readOnly = /Read-only file system/;
const told = new RegExp(`${noRoom.source}|${readOnly.source}`);

/** Uses up all space: most of it in a few steps, since a deploy is running meanwhile. */
const fill = `
mkdir /filler
for size in 256M 16M 1M 64K 4K; do
  n=0; while fallocate -l $size /filler/$size.$n; do n=$((n + 1)); done 2>/dev/null
done
df --output=avail / | tail -1 | grep -qx ' *0'`;

/** Leaves some bytes. Allocation has an overhead, so the last part is written instead. */
const leave = (room: number) => `
take=$(($(df --output=avail -B1 / | tail -1) - ${room}))
[ $take -le ${KIB * KIB} ] || fallocate -l $((take - ${KIB * KIB})) /filler
[ $take -le 0 ] || head -c ${KIB * KIB} /dev/zero >>/filler || true`;

/** The file systems that deploys write to. */
const written = ['/opt/www', '/etc', '/tmp'];

/** A host on which something cannot be written. */
export function fullDisks(fleet: Fleet): void {
  fault(
    'the disk is full, or becomes full during a deploy',
    'the active build kept running; once there was space again, the next run converged',
    async () => {
      const rooms = sample(freeSpaces, 2);
      for (const room of rooms) await deployWhile(leave(room), 'rm -f /filler');
      return rooms.length;
    },
  );

  fault(
    'no inode is left',
    'the active build kept running; once there were inodes again, the next run converged',
    async () => {
      const rooms = sample(freeInodes, 1);
      for (const room of rooms)
        await deployWhile(
          `mkdir /filler && cd /filler && seq $(($(df --output=iavail / | tail -1) - ${room})) | xargs touch; df --output=iavail / | tail -1 | grep -qx ' *${room}'`,
          'rm -rf /filler',
        );
      return rooms.length;
    },
  );

  fault(
    'a file system is read-only',
    'the active build kept running; once the file system was writable again, the next run converged',
    async () => {
      const folders = ['/opt/www', '/etc', ...(isLongForm ? ['/tmp', '/var/lib', '/run'] : [])];
      for (const folder of folders) await deployWhile(makeReadOnly(folder), `umount ${folder}`);
      return folders.length;
    },
  );

  // The cases above are their short form.
  if (isLongForm) lackingFromSomeStepOn(fleet);

  /** Deploys while one host has too little space. The deploy may fail, but the site has to stay up. */
  async function deployWhile(made: string, unmade: string): Promise<void> {
    const lacking = fleet.machines.at(-1);
    if (!lacking) throw new Error('a fleet has two hosts');
    const { active } = await fleet.editions();
    const after = fleet.commitPage();
    const visitors = fleet.load(2, 50);
    await whileSo(lacking, made, unmade, async () => {
      const { code, stderr } = await fleet.fck('run', 'build', 'activate');
      expect(code, 'it ended by itself').not.toBeNull();
      if (code !== 0) expect(stderr).toMatch(told);
      for (const page of await fleet.pages()) expect(page).toBe(code === 0 ? after : active.page);
    });
    await fleet.converge('run', 'build', 'activate');
    await expectVisits(visitors, [active.page, after]);
    await fleet.expectWhole(after);
  }
}

/** A host that runs out of space in the middle of a run. */
function lackingFromSomeStepOn(fleet: Fleet): void {
  hostTrouble(
    fleet,
    {
      title: ['the disk of a host becomes full', ''],
      held: 'no request failed; a run that failed said why; once there was space again, the next run converged',
      serves: true,
      told: noRoom,
      begin: (machine) => machine.run(fill),
      end: (machine) => machine.run('rm -rf /filler'),
    },
    0,
  );

  hostTrouble(
    fleet,
    {
      title: ['the file systems of a host become read-only', ''],
      held: 'no request failed; a run that failed said why; once they were writable again, the next run converged',
      serves: true,
      told: readOnly,
      begin: (machine) => machine.run(written.map(makeReadOnly).join(' && ')),
      // Programs that were started meanwhile may have their working directory in them.
      end: (machine) => machine.run(`umount --lazy ${written.join(' ')}`),
    },
    0,
  );
}

/** A file system is busy while it is written to. */
function makeReadOnly(folder: string): string {
  return `mount --bind ${folder} ${folder} && n=0 && until mount -o remount,bind,ro ${folder}; do [ $((n += 1)) -lt 500 ] || exit 1; sleep 0.01; done`;
}

async function whileSo(
  machine: SandboxMachine,
  made: string,
  unmade: string,
  work: () => Promise<void>,
): Promise<void> {
  await machine.run(made);
  try {
    await work();
  } finally {
    await machine.run(unmade);
  }
}
