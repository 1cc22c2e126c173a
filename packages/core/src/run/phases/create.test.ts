import { testFck } from '@fck/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Host } from '../../api/host.js';
import { definePlugin } from '../../plugin/loading/define-plugin.js';

/** A provider whose hosts are this machine; they exist once they were made. */
async function cloudProject(config: object) {
  const made = new Map<string, Host[]>();
  const cloud = definePlugin({
    name: 'cloud',
    apply(fck) {
      const section = fck.section({
        at: 'role',
        name: 'cloud',
        schema: z.object({ count: z.number() }).optional(),
        about: '',
      });
      fck.hooks.inventory.tap('cloud', (hosts, { role }) => [...hosts, ...(made.get(role.name) ?? [])]);
      fck.hooks.create.tapPromise('cloud', async ({ role, dryRun, progress, planned }) => {
        const wanted = section.of(role);
        if (!wanted) return undefined;
        progress('asking for hosts');
        if (dryRun) {
          for (let at = 1; at <= wanted.count; at += 1) planned(`${role.name}-${at}`, 'make a host');
          return [];
        }
        const hosts = Array.from(
          { length: wanted.count },
          (_, index): Host => ({
            name: `${role.name}-${index + 1}`,
            role: role.name,
            address: 'local',
            transport: 'local',
            ssh: {},
            labels: {},
            provider: 'cloud',
          }),
        );
        made.set(role.name, hosts);
        return hosts;
      });
      fck.hooks.destroy.tapPromise('cloud', async ({ role, hosts, dryRun }) => {
        const gone = hosts.filter(({ provider }) => provider === 'cloud');
        const rest = (made.get(role.name) ?? []).filter((host) => !gone.includes(host));
        if (!dryRun) made.set(role.name, rest);
        return gone.map(({ name }) => name);
      });
    },
  });
  const project = await testFck(config, [cloud]);
  onTestFinished(() => project.remove());
  const names = async () => (await project.fck.hosts()).map(({ name }) => name);
  return { ...project, names };
}

describe('hosts that a provider makes', () => {
  it('ask for the same sudo password as those of the configuration', async () => {
    const project = await cloudProject({
      sudo_password: 'hunter22',
      roles: { web: { cloud: { count: 1 }, hosts: ['local'] } },
    });
    await project.fck.run(['create']);
    const passwords = (await project.fck.hosts()).map(({ sudoPassword }) => sudoPassword?.reveal());
    expect(passwords).toEqual(['hunter22', 'hunter22']);
  });

  it('exist once they were made, also for later phases of the same run, and are gone once they were removed', async () => {
    const project = await cloudProject({ roles: { web: { cloud: { count: 2 } }, db: { hosts: ['local'] } } });
    expect(await project.names()).toEqual(['local']);
    const seen: string[] = [];
    project.fck.tasks.register('look', {
      about: 'looks',
      run: async ({ hosts }) => {
        seen.push(...hosts.map(({ name }) => name));
      },
    });
    await project.fck.run(['create', 'look']);
    expect(seen).toEqual(['web-1', 'web-2', 'local']);
    expect(project.events).toContainEqual(
      expect.objectContaining({ type: 'note', text: 'web: asking for hosts' }),
    );
    await project.fck.run(['destroy'], { roles: ['web'] });
    expect(await project.names()).toEqual(['local']);
  });

  it('are removed only if they were chosen, by role and by name', async () => {
    const project = await cloudProject({
      roles: { web: { cloud: { count: 3 } }, db: { cloud: { count: 1 } } },
    });
    await project.fck.run(['create']);
    await project.fck.run(['destroy'], { hosts: ['web-2'] });
    expect(await project.names()).toEqual(['web-1', 'web-3', 'db-1']);
    await expect(project.fck.run(['destroy'], { roles: ['web'], hosts: ['db-1'] })).rejects.toMatchObject({
      code: 'NAME_UNKNOWN',
    });
    await project.fck.run(['destroy'], { roles: ['web'] });
    expect(await project.names()).toEqual(['db-1']);
  });

  it('are in the plan of a dry run, which makes and removes none', async () => {
    const project = await cloudProject({ roles: { web: { cloud: { count: 2 } } } });
    const planned = () =>
      project.events.flatMap((event) => (event.type === 'change' ? `${event.host}: ${event.what}` : []));
    await project.fck.run(['create'], { dryRun: true });
    expect(planned()).toEqual(['web-1: make a host', 'web-2: make a host']);
    expect(await project.names()).toEqual([]);
    await project.fck.run(['create']);
    await project.fck.run(['destroy'], { hosts: ['web-2'], dryRun: true });
    expect(planned().slice(2)).toEqual(['web-2: remove the host']);
    expect(await project.names()).toEqual(['web-1', 'web-2']);
  });

  it('are requested only where a role was chosen', async () => {
    const project = await cloudProject({
      roles: { web: { cloud: { count: 1 } }, db: { cloud: { count: 1 } } },
    });
    await project.fck.run(['create'], { roles: ['db'] });
    expect(await project.names()).toEqual(['db-1']);
  });
});

it('a role without hosts and without a provider to make them is reported', async () => {
  const project = await cloudProject({ roles: { web: {} } });
  await expect(project.fck.run(['create'])).rejects.toMatchObject({
    code: 'NO_PROVIDER',
    message: 'The role "web" has no hosts, and no provider section to create them.',
  });
});
