import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { folderHosts, type TestProject, testFck } from '@fck/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Task } from '../api/contexts.js';
import type { FckEvent } from '../api/events.js';
import type { RunSummary } from '../api/summary.js';
import { sh } from '../command/command.js';
import { FckError } from '../errors/fck-error.js';
import { localTransport } from '../transport/local.js';

const twoRoles = {
  roles: { web: { hosts: folderHosts('web-1', 'web-2') }, db: { hosts: folderHosts('db-1') } },
};

interface Started extends TestProject {
  /** Names of the tasks that ran, in order. */
  readonly ran: string[];
  /** The arguments of `done`. */
  readonly summaries: RunSummary[];
  task(name: string, more?: Partial<Task>): void;
}

async function start(config: object = twoRoles): Promise<Started> {
  const project = await testFck(config);
  onTestFinished(() => project.remove());
  const ran: string[] = [];
  const summaries: RunSummary[] = [];
  project.fck.hooks.done.tap('test', (summary) => {
    summaries.push(summary);
  });
  const task = (name: string, more: Partial<Task> = {}) =>
    project.fck.tasks.register(name, {
      about: name,
      ...more,
      run: async (context) => {
        ran.push(name);
        await more.run?.(context);
      },
    });
  return { ...project, ran, summaries, task };
}

const hostEnds = (events: readonly FckEvent[]) =>
  events.flatMap((event) => (event.type === 'host:end' ? [[event.host, event.status, event.note]] : []));

describe('tasks', () => {
  it('run after those that they depend on, each once', async () => {
    const project = await start();
    project.task('compile');
    project.task('lint', { dependsOn: ['compile'] });
    project.task('ship', { dependsOn: ['test', 'lint', 'compile'] });
    project.task('test', { dependsOn: ['compile'] });
    const summary = await project.fck.run(['ship', 'lint']);
    expect(project.ran).toEqual(['compile', 'test', 'lint', 'ship']);
    expect(summary).toMatchObject({ ok: true, tasks: project.ran, failures: [], dryRun: false });
    expect(project.summaries).toEqual([summary]);
  });

  it('with circular dependencies never begin', async () => {
    const project = await start();
    project.task('a', { dependsOn: ['b'] });
    project.task('b', { dependsOn: ['c'] });
    project.task('c', { dependsOn: ['b'] });
    await expect(project.fck.run(['a'])).rejects.toMatchObject({
      code: 'TASK_CYCLE',
      message: 'These tasks wait for each other in a circle: b -> c -> b.',
      hint: expect.stringMatching(/core \(b\), core \(c\)/),
    });
    expect(project.ran).toEqual([]);
  });

  it('with unknown names are refused with the nearest names, before anything runs', async () => {
    const project = await start();
    project.task('a');
    await expect(project.fck.run(['a', 'provison'])).rejects.toMatchObject({
      code: 'NAME_UNKNOWN',
      message: 'There is no task named "provison". Did you mean "provision"?',
    });
    expect(project.ran).toEqual([]);
  });

  it('do not begin without an argument that one of them needs', async () => {
    const project = await start();
    project.task('a');
    project.task('pack', { args: { folder: { about: 'what to pack', kind: 'text', required: true } } });
    project.task('ship', { dependsOn: ['pack'] });
    await expect(project.fck.run(['a', 'ship'])).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
      message: 'The task "pack" needs --folder: what to pack.',
    });
    expect(project.ran).toEqual([]);
    await project.fck.run(['a', 'ship'], { args: { folder: '/srv' } });
    expect(project.ran).toEqual(['a', 'pack', 'ship']);
  });

  it('are not run after one that failed, but `done` is called', async () => {
    const project = await start();
    project.task('a', { run: async () => Promise.reject(new Error('no luck')) });
    project.task('b');
    await expect(project.fck.run(['a', 'b'])).rejects.toThrow('no luck');
    expect(project.ran).toEqual(['a']);
    expect(project.summaries).toMatchObject([{ ok: false, tasks: ['a', 'b'] }]);
    expect(project.events.at(-1)).toMatchObject({ type: 'run:end', ok: false });
  });

  it('keep their outcome if `done` fails', async () => {
    const project = await start();
    project.task('a');
    project.fck.hooks.done.tap('broken', () => {
      throw new Error('cannot tell');
    });
    await expect(project.fck.run(['a'])).resolves.toMatchObject({ ok: true });
    expect(project.events).toContainEqual(
      expect.objectContaining({ type: 'note', level: 'warn', text: expect.stringContaining('cannot tell') }),
    );
  });

  it('are given the arguments and the chosen roles and hosts', async () => {
    const project = await start();
    const seen: unknown[] = [];
    project.task('look', {
      args: { build: { about: 'a build', kind: 'text' } },
      run: async ({ args, hosts, roles }) => {
        seen.push(
          args,
          hosts.map(({ name }) => name),
          roles.map(({ name }) => name),
        );
      },
    });
    await project.fck.run(['look'], { args: { build: 'b1' }, roles: ['web'], hosts: ['*-2'] });
    expect(seen).toEqual([{ build: 'b1' }, ['web-2'], ['web']]);
  });

  it.each([
    [{ roles: ['wbe'] }, 'There is no role named "wbe". Did you mean "web"?'],
    [{ hosts: ['web-3'] }, 'There is no host named "web-3". Did you mean "web-1" or "web-2"?'],
  ])('are not begun for %j', async (selection, message) => {
    const project = await start();
    project.task('a');
    await expect(project.fck.run(['a'], selection)).rejects.toMatchObject({ code: 'NAME_UNKNOWN', message });
    expect(project.ran).toEqual([]);
  });

  it('may do everything that a task of core does, on hosts of their choice', async () => {
    const project = await start();
    const { fck, events } = project;
    project.task('half', {
      run: (context) => fck.tasks.get('provision').run({ ...context, hosts: context.hosts.slice(0, 1) }),
    });
    const { run } = await fck.run(['half']);
    expect(hostEnds(events).map(([host]) => host)).toEqual(['web-1']);
    expect(events).toContainEqual(expect.objectContaining({ type: 'run:end', run, ok: true }));
    await expect(fck.tasks.get('provision').run({ hosts: [], run: { id: '' } } as never)).rejects.toThrow(
      'not made by a run',
    );
  });

  it('need hosts, unless they declare that they do not', async () => {
    const project = await start({ roles: { web: {}, db: {} } });
    project.task('a');
    project.task('b', { withoutHosts: true });
    await project.fck.run(['b']);
    await expect(project.fck.run(['a'])).rejects.toMatchObject({
      code: 'NO_HOSTS',
      message: 'There is no host to work on: web, db have none.',
    });
    expect(project.ran).toEqual(['b']);
  });
});

describe('work on each host', () => {
  it('that fails on one is reported with that host; the others are done', async () => {
    const project = await start();
    project.task('touch', {
      run: (run) =>
        run.eachHost(({ remote, host, paths }) =>
          remote.run(sh`test ${host.name} != web-1 && touch ${`${paths.project}/touched`}`),
        ),
    });
    await expect(project.fck.run(['touch'])).rejects.toMatchObject({ code: 'COMMAND_FAILED', host: 'web-1' });
    expect(
      hostEnds(project.events)
        .map(([host, status]) => [host, status])
        .sort(),
    ).toEqual([
      ['db-1', 'changed'],
      ['web-1', 'failed'],
      ['web-2', 'changed'],
    ]);
    expect(project.summaries).toMatchObject([
      {
        ok: false,
        failures: [{ host: 'web-1', role: 'web', task: 'touch', phase: 'touch', code: 'COMMAND_FAILED' }],
      },
    ]);
  });

  it('that fails on several is reported with all of them, and what to do', async () => {
    const project = await start();
    project.task('check', {
      run: (run) =>
        run.eachHost(async ({ host }) => {
          if (host.role === 'db') return;
          if (host.name === 'web-1') throw new TypeError('just broken');
          throw new FckError({
            code: 'DISK_FULL',
            message: 'no room',
            hint: 'Make some.',
            detail: 'df: 100%',
          });
        }),
    });
    const failing = project.fck.run(['check']);
    await expect(failing).rejects.toMatchObject({
      code: 'HOSTS_FAILED',
      message: 'check failed on 2 of 3 hosts: web-1, web-2.',
      detail: 'web-1: just broken\n\nweb-2: no room\n  df: 100%\n  → Make some.',
    });
  });

  it('is done on no more hosts at once than the config allows', async () => {
    const project = await start({ ...twoRoles, parallel: 2 });
    let atOnce = 0;
    let most = 0;
    project.task('wait', {
      run: (run) =>
        run.eachHost(async () => {
          most = Math.max(most, ++atOnce);
          await delay(20);
          atOnce--;
        }),
    });
    await project.fck.run(['wait']);
    expect(most).toBe(2);
  });
});

describe('an interruption', () => {
  it('finishes the current step, begins no other, and says so', async () => {
    const project = await start({ ...twoRoles, parallel: 1 });
    const interrupt = new AbortController();
    const ended: string[] = [];
    project.task('slow', {
      run: (run) =>
        run.eachHost(async (context) => {
          await context.step('first', async () => {
            interrupt.abort();
            await delay(10);
            ended.push(`first on ${context.host.name}`);
          });
          await context.step('second', async () => {
            ended.push(`second on ${context.host.name}`);
          });
        }),
    });
    project.task('later');
    await expect(project.fck.run(['slow', 'later'], { signal: interrupt.signal })).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
    expect(ended).toEqual(['first on web-1']);
    expect(hostEnds(project.events)).toEqual([['web-1', 'stopped', undefined]]);
    expect(project.ran).toEqual(['slow']);
    expect(project.summaries).toMatchObject([{ ok: false }]);
  });

  it('before the run starts nothing', async () => {
    const project = await start();
    project.task('a');
    await expect(project.fck.run(['a'], { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
    expect(project.ran).toEqual([]);
    expect(project.summaries).toHaveLength(1);
  });

  it('ends work that a task does by itself', async () => {
    const project = await start();
    const interrupt = new AbortController();
    project.task('wait', {
      run: async ({ signal }) => {
        setTimeout(() => interrupt.abort(), 10);
        await delay(60_000, undefined, { signal });
      },
    });
    await expect(project.fck.run(['wait'], { signal: interrupt.signal })).rejects.toMatchObject({
      code: 'INTERRUPTED',
    });
  });
});

describe('roles that activate nothing', () => {
  it('cannot be rolled back, which is an error', async () => {
    const project = await start();
    await expect(project.fck.run(['rollback'])).rejects.toMatchObject({
      code: 'ROLLBACK_NOTHING_ACTIVATED',
      message: expect.stringContaining('roles web, db have no `activate:` section'),
    });
    expect(project.events.some(({ type }) => type === 'phase:start')).toBe(false);
  });

  it.each(['activate', 'deactivate'])('%s reports that there is nothing to do', async (task) => {
    const project = await start();
    await project.fck.run([task]);
    expect(project.events.some(({ type }) => type === 'phase:start')).toBe(false);
    expect(project.events).toContainEqual(
      expect.objectContaining({ type: 'note', text: expect.stringMatching(`^Nothing to ${task}:`) }),
    );
  });
});

describe('a mistake in the project', () => {
  it('is collected from all plugins, and reported before anything runs', async () => {
    const project = await start({
      roles: { web: { hosts: ['local'], provision: { tools: ['ngnix', 'git', 'zebra'] } } },
    });
    project.task('a');
    project.fck.hooks.validate.tap('audit', ({ report }) => {
      report({ message: 'Never on a Friday.' });
    });
    const failing = project.fck.run(['a']).catch((error: FckError) => error);
    const error = await failing;
    if (!(error instanceof FckError)) throw new Error('it ran');
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', message: 'The configuration has 3 problems.' });
    const lines = error.detail?.replaceAll(`${project.folder}/`, '').split('\n');
    expect(lines).toEqual([
      'fck.json:9:11  There is no tool named "ngnix". Did you mean "nginx"?',
      expect.stringContaining('package:ngnix'),
      'fck.json:11:11  There is no tool named "zebra".',
      expect.stringContaining('fck tools'),
      'Never on a Friday.',
    ]);
    expect(project.ran).toEqual([]);
  });
});

describe('a role with its verbs', () => {
  it('runs tasks on the given hosts: some, or a list of them', async () => {
    const project = await start();
    const web = project.fck.role('web');
    const [first] = await web.hosts();
    await web.provision(first);
    expect(hostEnds(project.events).map(([host]) => host)).toEqual(['web-1']);
    await web.provision(await web.hosts());
    expect(
      hostEnds(project.events)
        .map(([host]) => host)
        .sort(),
    ).toEqual(['web-1', 'web-1', 'web-2']);
    expect(() => project.fck.role('mail')).toThrow(/There is no role named "mail"/);
  });
});

describe('exec', () => {
  it('gives the result of a command on each host, and why a host could not be reached', async () => {
    const project = await start({
      roles: { web: { hosts: [...folderHosts('web-1'), { address: 'nowhere', transport: 'pigeon' }] } },
    });
    const results = await project.fck.exec(sh`echo out; echo err >&2; exit 3`);
    expect(results).toMatchObject([
      { host: 'web-1', code: 3, stdout: 'out\n', stderr: 'err\n' },
      { host: 'nowhere', code: undefined, error: 'No loaded plugin connects to nowhere by "pigeon".' },
    ]);
  });

  it('shows each line at once, before the command has ended', async () => {
    const project = await start({ roles: { web: { hosts: folderHosts('web-1') } } });
    const seen = project.pathOn('web-1', 'seen');
    mkdirSync(dirname(seen), { recursive: true });
    const told: string[] = [];
    // It continues only once its first line was seen, and waits at most 20 s for that.
    const command = sh`echo first; n=0; while [ ! -e ${seen} ]; do [ $((n += 1)) -lt 400 ] || exit 9; sleep 0.05; done; echo second >&2`;
    const results = await project.fck.exec(
      command,
      {},
      {
        begins: (hosts) => void told.push(`on ${hosts.join()}`),
        output: (host, stream, text) => {
          told.push(`${host} ${stream}: ${text}`);
          writeFileSync(seen, '');
        },
        ended: ({ code }) => void told.push(`ended with ${code}`),
      },
    );
    expect(told).toEqual(['on web-1', 'web-1 stdout: first\n', 'web-1 stderr: second\n', 'ended with 0']);
    expect(results).toMatchObject([{ stdout: 'first\n', stderr: 'second\n' }]);
  });

  it('ends a command that prints without end, and names the host; others go on', async () => {
    const project = await start({
      roles: { web: { hosts: [{ address: 'web-1', transport: 'endless' }, ...folderHosts('web-2')] } },
    });
    project.fck.hooks.connect.tap('test', ({ transport }) => {
      const local = localTransport();
      return transport === 'endless' ? { ...local, open: () => local.open('cat /dev/zero') } : undefined;
    });
    const results = await project.fck.exec(sh`echo there`);
    expect(results).toMatchObject([
      {
        host: 'web-1',
        code: undefined,
        error: expect.stringContaining('A command on web-1 printed more than 16 MB and was ended'),
        errorCode: 'OUTPUT_TOO_LONG',
      },
      { host: 'web-2', code: 0, stdout: 'there\n' },
    ]);
    expect(results[0]?.stdout.length).toBeLessThan(17 * 1024 * 1024);
  });

  it('reports what is known of a command whose connection broke, or that was killed', async () => {
    const project = await start({ roles: { web: { hosts: [{ address: 'far', transport: 'breaking' }] } } });
    project.fck.hooks.connect.tap('test', ({ transport }) => {
      const local = localTransport();
      const open = async (line: string) => {
        const channel = await local.open(line);
        return { ...channel, exit: channel.exit.then(() => ({ code: null, lost: true })) };
      };
      return transport === 'breaking' ? { ...local, open } : undefined;
    });
    expect(await project.fck.exec(sh`echo begun`)).toMatchObject([
      { code: undefined, stdout: 'begun\n', error: expect.stringMatching(/^The connection to far was lost/) },
    ]);
    const near = await start({ roles: { web: { hosts: folderHosts('web-1') } } });
    expect(await near.fck.exec(sh`kill -9 $$`)).toMatchObject([{ code: 137 }]);
  });
});
