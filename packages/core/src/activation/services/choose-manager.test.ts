import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Plugin } from '../../api/plugin.js';
import type { Availability } from '../../api/service.js';
import { setRoleValue } from '../../config/set-role-value.test.helper.js';
import { definePlugin } from '../../plugin/loading/define-plugin.js';
import { type ServingProject, servingProject } from '../activation-plugin.test.helper.js';

/** What a host supports, and what runs on it, by process manager. */
class Managers {
  readonly done: string[] = [];
  readonly #available = new Map<string, Availability>();
  readonly #running = new Map<string, string>();

  isAvailable(name: string, available: boolean): void {
    this.#available.set(name, { available, why: `${name} is ${available ? '' : 'not '}there` });
  }

  /** How often a step of this kind was done: `ask first`. */
  count(what: string): number {
    return this.done.filter((one) => one === what).length;
  }

  /** Ids of what runs under a process manager. */
  under(name: string): string[] {
    return [...this.#running].flatMap(([id, manager]) => (manager === name ? [id] : []));
  }

  /** A plugin with the process managers `first` and `second`. */
  plugin(...names: readonly string[]): Plugin {
    return definePlugin({
      name: 'managers',
      apply: (fck) => {
        for (const name of names)
          fck.processManagers.register(name, {
            about: name,
            availability: async () => {
              this.done.push(`ask ${name}`);
              return this.#available.get(name) ?? { available: true, why: `${name} is there` };
            },
            provision: ({ declare }) =>
              declare({
                name: `${name} is installed`,
                after: [],
                check: async () => this.done.includes(`install ${name}`),
                apply: async () => this.done.push(`install ${name}`),
              }),
            start: async (_, { id }) => void this.#running.set(id, name),
            stop: async (_, id) => {
              if (this.#running.get(id) !== name) return;
              this.done.push(`stop ${id} under ${name}`);
              this.#running.delete(id);
            },
            list: async (_, prefix) => this.under(name).filter((id) => id.startsWith(prefix)),
            running: async (_, ids) => ids.filter((id) => this.#running.get(id) === name),
            mainProcess: async () => process.pid,
            logs: async () => '',
          });
      },
    });
  }
}

/** A project whose one role has a service that does not listen, and these process managers. */
async function projectWith(managers: Managers) {
  const project = await servingProject({ worker: {} }, { copy_from: { role: 'a' } }, 'two', [
    managers.plugin('first', 'second'),
  ]);
  // The shared fake cannot tell whether the host supports it.
  const memory = project.fck.processManagers.get('memory');
  memory.availability = async () => ({ available: false, why: 'memory is not there' });
  return project;
}

const notes = ({ events }: ServingProject) =>
  events.flatMap((event) =>
    event.type === 'note' && event.level === 'info' && event.host === 'one' ? [event.text] : [],
  );
/** Changes what role `a` names. */
function setProcessManager({ fck }: ServingProject, name: string | undefined): void {
  setRoleValue(fck, 'a', 'activate.process_manager', name);
}

const on = { hosts: ['one'] };

describe('the process manager of a host', () => {
  it('is the first one that the host supports; the reason is shown once, and the choice is recorded', async () => {
    const managers = new Managers();
    managers.isAvailable('first', false);
    const project = await projectWith(managers);
    await project.fck.run(['provision'], on);
    expect(notes(project)).toEqual([
      'second runs the services of a: memory is not there, and first is not there, and second is there.',
    ]);
    expect(managers.done.filter((one) => one.startsWith('install'))).toEqual(['install second']);
    // A later change of the host does not change the process manager of a running service.
    managers.isAvailable('first', true);
    await project.fck.run(['provision', 'build', 'activate'], on);
    expect(managers.count('ask second')).toBe(1);
    expect(managers.under('second')).toEqual(['shop.a.worker.1.1']);
    expect(notes(project)).toHaveLength(1);
  });

  it('is chosen by an activation too, where nothing was provisioned', async () => {
    const managers = new Managers();
    const project = await projectWith(managers);
    await project.deploy();
    expect(managers.under('first')).toHaveLength(2);
    expect(project.state('one').serving['a']).toMatchObject({
      manager: 'first',
      instances: [{ manager: 'first' }],
    });
  });

  it('is the one that runs its services already, if the record of it was lost', async () => {
    const managers = new Managers();
    managers.isAvailable('first', false);
    const project = await projectWith(managers);
    await project.deploy();
    managers.isAvailable('first', true);
    rmSync(project.pathOn('one', 'state.json'));
    await project.fck.run(['provision'], on);
    expect(notes(project).at(-1)).toBe('second runs the services of a: they run under it already.');
  });

  it('that a role names takes over: the old services are stopped by the manager that runs them', async () => {
    const managers = new Managers();
    const project = await projectWith(managers);
    await project.deploy();
    managers.done.length = 0;
    setProcessManager(project, 'second');
    await project.fck.run(['provision', 'activate'], on);
    expect(notes(project).at(-1)).toMatch(/its services run under first, and are to run under second/);
    expect(managers.done).toEqual(['install second', 'stop shop.a.worker.1.1 under first']);
    expect(managers.under('second')).toEqual(['shop.a.worker.1.2']);
    // Without the name in the config, the choice stays.
    setProcessManager(project, undefined);
    await project.fck.run(['activate'], { ...on, force: true });
    expect(managers.under('second')).toEqual(['shop.a.worker.1.3']);
    await project.fck.run(['deactivate'], on);
    expect(managers.under('second')).toEqual([]);
  });

  it('has to be named if one of several cannot tell; if a host supports none, the error says why', async () => {
    const managers = new Managers();
    const project = await projectWith(managers);
    managers.isAvailable('first', false);
    managers.isAvailable('second', false);
    await expect(project.fck.run(['provision'], on)).rejects.toMatchObject({
      code: 'PROCESS_MANAGER_MISSING',
      host: 'one',
      message: expect.stringContaining('first is not there, and second is not there'),
      hint: expect.stringContaining('process_manager: memory | first | second'),
    });
    expect(managers.done.filter((one) => one.startsWith('install'))).toEqual([]);
    Reflect.deleteProperty(project.fck.processManagers.get('memory'), 'availability');
    await expect(project.fck.run(['provision'], on)).rejects.toMatchObject({ code: 'CHOICE_NEEDED' });
  });

  it('that is no longer loaded, and still runs services, is named in the error', async () => {
    const managers = new Managers();
    const project = await projectWith(managers);
    await project.deploy();
    const file = project.pathOn('one', 'state.json');
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('"first"', '"gone"'));
    await expect(project.fck.run(['deactivate'], on)).rejects.toMatchObject({
      code: 'PROCESS_MANAGER_NOT_LOADED',
      message: 'shop.a.worker.1.1 runs under gone on one, and no loaded plugin provides gone.',
    });
  });

  it('is not chosen to take down a role that was never activated', async () => {
    const managers = new Managers();
    const project = await projectWith(managers);
    await project.fck.run(['deactivate'], on);
    expect(managers.done).toEqual([]);
    expect(notes(project)).toEqual([]);
  });
});
