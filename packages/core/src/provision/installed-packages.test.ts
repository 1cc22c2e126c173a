import { describe, expect, it } from 'vitest';
import type { Remote } from '../api/remote.js';
import { type Command, sh } from '../command/command.js';
import { areInstalled } from './installed-packages.js';

/** A host that has some packages, and records its look-ups. */
function hostWith(...has: string[]) {
  const asked: string[][] = [];
  const remote = {
    host: { name: 'web-1' },
    query: async ({ text }: Command) => {
      const names = text.split(' ').slice(1);
      asked.push(names);
      return names.filter((name) => has.includes(name)).join('\n');
    },
  } as unknown as Remote;
  const ask = (...names: string[]) => areInstalled(remote, names, async (all) => sh`list ${[...all]}`);
  return { asked, ask };
}

describe('areInstalled', () => {
  it('makes one look-up for concurrent calls', async () => {
    const { asked, ask } = hostWith('curl', 'git', 'nginx');
    const later = Promise.resolve().then(() => ask('tmux'));
    expect(await Promise.all([ask('curl'), ask('git', 'nginx'), ask('git', 'htop'), later])).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(asked).toEqual([['curl', 'git', 'nginx', 'htop', 'tmux']]);
  });

  it('asks again later: a package may have been installed since', async () => {
    const { asked, ask } = hostWith('curl');
    await ask('curl');
    await ask('curl');
    expect(asked).toHaveLength(2);
  });

  it('keeps hosts apart', async () => {
    const [one, other] = [hostWith('curl'), hostWith()];
    expect(await Promise.all([one.ask('curl'), other.ask('curl')])).toEqual([true, false]);
  });
});
