import { describe, expect, it } from 'vitest';
import { provisionErrors } from '../errors/provision.js';
import type { Remote } from '../remote/remote.js';
import { provisionHost } from './provision-host.js';
import type { ProvisionStep } from './step.js';

/** Stands for a host: what it has, and in which order what was done to it. */
function fakeHost(has: string[] = []) {
  const present = new Set(has);
  const done: string[] = [];
  const remote = {
    dryRun: false,
    host: { name: 'web-1' },
    facts: async () => ({ packageManager: 'apt' }),
    as: () => remote,
    run: async (_command: unknown, options: { title: string }) => {
      done.push(options.title);
      for (const name of options.title.replace('install ', '').split(' ')) present.add(name);
    },
  };
  const step = (name: string, more: Partial<ProvisionStep> = {}): ProvisionStep =>
    ({
      name,
      check: async () => present.has(name),
      apply: async () => {
        done.push(name);
        present.add(name);
      },
      ...more,
    }) as ProvisionStep;
  const tool = (name: string): ProvisionStep => ({
    name,
    check: async () => present.has(name),
    packages: [name],
  });
  const satisfied: string[] = [];
  const provision = (steps: ProvisionStep[]) =>
    provisionHost(
      {
        remote: remote as unknown as Remote,
        signal: new AbortController().signal,
        step: (_name, work) => work(),
        lock: async () => false,
        satisfied: (name) => satisfied.push(name),
      },
      steps,
    );
  return { present, done, satisfied, step, tool, provision };
}

describe('provisionHost', () => {
  it('does only what does not hold, in the order it was declared', async () => {
    const host = fakeHost(['b']);
    expect(await host.provision([host.step('a'), host.step('b'), host.step('c')])).toBe(2);
    expect(host.done).toEqual(['a', 'c']);
    expect(host.satisfied).toEqual(['b']);
  });

  it('finds nothing to do the second time', async () => {
    const host = fakeHost();
    const steps = [host.step('a'), host.tool('nginx')];
    await host.provision(steps);
    host.done.length = 0;
    expect(await host.provision(steps)).toBe(0);
    expect(host.done).toEqual([]);
  });

  it('installs neighbouring packages in one transaction', async () => {
    const host = fakeHost(['curl']);
    await host.provision([
      host.tool('git'),
      host.tool('nginx'),
      host.tool('curl'),
      host.tool('make'),
      host.step('config'),
      host.tool('redis'),
    ]);
    expect(host.done).toEqual(['install git nginx make', 'config', 'install redis']);
  });

  it('checks again what lies downstream of a change', async () => {
    const host = fakeHost(['config', 'running']);
    const running = host.step('running', {
      after: ['config'],
      check: async () => host.done.includes('running') || !host.done.includes('config'),
    });
    host.present.delete('config');
    await host.provision([host.step('config'), running]);
    expect(host.done).toEqual(['config', 'running']);
  });

  it('says so when a step was applied and its check still fails', async () => {
    const host = fakeHost();
    const broken = host.step('broken', { apply: async () => undefined });
    await expect(host.provision([broken])).rejects.toMatchObject({ code: 'STEP_UNMET', host: 'web-1' });
  });

  it('reboots only if something changed since the last boot', async () => {
    const host = fakeHost();
    const boot = (name: string) =>
      host.step(name, {
        after: '*',
        reboots: true,
        check: async (_remote, progress) => !progress.changedSinceBoot,
        apply: async () => {
          host.done.push(name);
        },
      });
    await host.provision([host.step('a'), boot('boot 1'), boot('boot 2'), host.step('b'), boot('boot 3')]);
    expect(host.done).toEqual(['a', 'boot 1', 'b', 'boot 3']);
    host.done.length = 0;
    await host.provision([host.step('a'), boot('boot 1'), host.step('b'), boot('boot 3')]);
    expect(host.done).toEqual([]);
  });

  it('applies nothing if a check fails outright', async () => {
    const host = fakeHost();
    const gone = host.step('python2.7', { check: async () => Promise.reject(new Error('gone')) });
    await expect(host.provision([host.step('a'), gone])).rejects.toThrow('gone');
    expect(host.done).toEqual([]);
  });

  it('names all tools that are gone at once', async () => {
    const host = fakeHost();
    const gone = (tool: string) =>
      host.step(tool, {
        check: async () => {
          throw provisionErrors.goneTool('web-1', tool, 'Debian', { successor: 'python3', keys: ['tools:'] });
        },
      });
    await expect(host.provision([gone('python2.7'), gone('python-dev')])).rejects.toMatchObject({
      code: 'TOOL_GONE',
      detail: expect.stringMatching(/"python2\.7"[\s\S]*"python-dev"/),
      hint: expect.stringMatching(/instead of "python2\.7".*instead of "python-dev"/),
    });
  });

  it('leaves nobody’s check unawaited if one throws at once', async () => {
    const host = fakeHost();
    const unawaited: unknown[] = [];
    const note = (reason: unknown) => unawaited.push(reason);
    process.on('unhandledRejection', note);
    const slow = host.step('slow', { check: () => Promise.reject(new Error('the connection is closed')) });
    const wrong = host.step('wrong', {
      check: () => {
        throw new Error('not a function');
      },
    });
    await expect(host.provision([slow, wrong])).rejects.toThrow();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', note);
    expect(unawaited).toEqual([]);
  });
});

describe('a step that does not apply', () => {
  it('is left out, whatever its check says or fails with', async () => {
    const host = fakeHost();
    const no = async () => false;
    const failing = async () => {
      throw new Error('its check needs what is not there');
    };
    const steps = [
      { ...host.step('a'), applies: no },
      { ...host.step('b', { check: failing }), applies: no },
      { ...host.tool('c'), applies: no },
      { ...host.step('d'), applies: async () => true },
    ];
    expect(await host.provision(steps)).toBe(1);
    expect(host.done).toEqual(['d']);
    expect(host.satisfied).toEqual([]);
  });
});
