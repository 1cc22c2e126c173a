import { expect } from 'vitest';
import { expectVisits, type Fleet } from './fixture/fleet.js';
import { fault, sample } from './fixture/form.js';
import type { SandboxMachine } from './fixture/sandbox-machine.js';

const KIB = 1024;

/** How much is left on the disk: from nothing to what a deploy needs, so that another write is the first to fail. */
const freeSpaces = [0, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192].map((kib) => kib * KIB);

/** A host on which something cannot be written. */
export function fullDisks(fleet: Fleet): void {
  fault(
    'the disk is full, or becomes full during a deploy',
    'what was served went on being served; once there was room again, the next run converged',
    async () => {
      const rooms = sample(freeSpaces, 2);
      for (const room of rooms)
        await deployWhile(
          `free=$(df --output=avail -B1 / | tail -1); [ "$free" -le ${room} ] || fallocate -l $((free - ${room})) /filler`,
          'rm -f /filler',
        );
      return rooms.length;
    },
  );

  fault(
    'no inode is left',
    'what was served went on being served; once there were some again, the next run converged',
    async () => {
      await deployWhile(
        `mkdir /filler && cd /filler && seq $(df --output=iavail / | tail -1) | xargs touch; df --output=iavail / | tail -1 | grep -qx ' *0'`,
        'rm -rf /filler',
      );
      return 1;
    },
  );

  fault(
    'a file system is read-only',
    'what was served went on being served; once it could be written to, the next run converged',
    async () => {
      const folders = ['/opt/www', '/etc'];
      for (const folder of folders)
        await deployWhile(
          `mount --bind ${folder} ${folder} && mount -o remount,bind,ro ${folder}`,
          `umount ${folder}`,
        );
      return folders.length;
    },
  );

  /** Deploys while one host lacks something. The deploy may fail, but has to leave a page. */
  async function deployWhile(made: string, unmade: string): Promise<void> {
    const lacking = fleet.machines.at(-1);
    if (!lacking) throw new Error('a fleet has two hosts');
    const { active } = await fleet.editions();
    const after = fleet.commitPage();
    const visitors = fleet.load(2, 50);
    await whileSo(lacking, made, unmade, async () => {
      const { code, stderr } = await fleet.fck('run', 'build', 'activate');
      if (code !== 0) expect(stderr).toMatch(/No space left|Read-only file system|room left on its disk/);
      for (const page of await fleet.pages()) expect(page).toBe(code === 0 ? after : active.page);
    });
    await fleet.converge('run', 'build', 'activate');
    await expectVisits(visitors, [active.page, after]);
    await fleet.expectWhole(after);
  }
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
