import { fakeFacts } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import type { Facts } from '../api/facts.js';
import type { Remote } from '../api/remote.js';
import type { ProvisionStep } from '../api/step.js';
import { toolRows } from '../catalogue/tool-rows.js';
import type { Command } from '../command/command.js';
import { toolStep } from './declare-tool.js';
import type { DeclaredStep } from './declared-step.js';
import { inspectHost, provisionHost } from './provision-host.js';

interface FakeHost {
  readonly facts?: Partial<Facts>;
  /** Packages that its repositories do not offer. */
  readonly notOffered?: () => readonly string[];
}

/** A fake host: its state, and the steps that were applied to it, in order. */
function fakeHost(has: string[] = [], { facts, notOffered = () => [] }: FakeHost = {}) {
  const present = new Set(has);
  const looks: string[] = [];
  const done: string[] = [];
  const remote = {
    dryRun: false,
    host: { name: 'web-1' },
    facts: async () => fakeFacts(facts),
    as: () => remote,
    look: async ({ text }: Command) => {
      looks.push(text);
      return { code: 0, stdout: notOffered().join('\n'), stderr: '' };
    },
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
  const provision = async (steps: DeclaredStep[]) =>
    provisionHost(
      {
        remote: remote as unknown as Remote,
        signal: new AbortController().signal,
        step: (_name, _plugin, work) => work(),
        lock: async () => false,
        satisfied: (name) => satisfied.push(name),
      },
      steps,
      await inspectHost(remote as unknown as Remote, steps),
    );
  return { present, looks, done, satisfied, step, tool, provision };
}

describe('provisionHost', () => {
  it('applies only unmet steps, in the order of declaration', async () => {
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

  it('checks again the steps that come after a change', async () => {
    const host = fakeHost(['config', 'running']);
    const running = host.step('running', {
      after: ['config'],
      check: async () => host.done.includes('running') || !host.done.includes('config'),
    });
    host.present.delete('config');
    await host.provision([host.step('config'), running]);
    expect(host.done).toEqual(['config', 'running']);
  });

  it('reports a step whose check still fails after it was applied', async () => {
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

  it('applies nothing if a check throws', async () => {
    const host = fakeHost();
    const gone = host.step('python2.7', { check: async () => Promise.reject(new Error('gone')) });
    await expect(host.provision([host.step('a'), gone])).rejects.toThrow('gone');
    expect(host.done).toEqual([]);
  });

  const toolOf = (name: string, key = 'tools:', facts: Partial<Facts> = {}): DeclaredStep => ({
    ...toolStep(name, toolRows[name] ?? { about: name }, fakeFacts(facts), [key]),
    check: async () => false,
  });

  it('names all unavailable tools at once', async () => {
    const host = fakeHost();
    const steps = [host.step('a'), toolOf('python2.7', 'build: plan: interpreter:'), toolOf('easy_install')];
    await expect(host.provision(steps)).rejects.toMatchObject({
      code: 'TOOL_GONE',
      message:
        '"python2.7" and "easy_install" are not on web-1, and Debian GNU/Linux 12 (bookworm) no longer offers them.',
      hint: 'Use "python3" instead of "python2.7" in the role\'s `build: plan: interpreter:`. Use "pip" instead of "easy_install" in the role\'s `tools:`.',
    });
    expect(host.done).toEqual([]);
  });

  describe('asks the repositories before anything is changed', () => {
    const amazon = {
      os: 'amzn',
      osLike: ['fedora'],
      osVersion: '2023',
      osName: 'Amazon Linux 2023',
      packageManager: 'dnf',
    } as const;

    it('and names all packages that they do not offer, the keys that ask for them, and possible repositories', async () => {
      const notOffered = () => ['redis6', 'python3-virtualenv', 'imagemagick'];
      const host = fakeHost([], { facts: amazon, notOffered });
      const steps = [
        host.step('folder'),
        host.tool('git'),
        toolOf('redis', 'the plugin cache', amazon),
        toolOf('virtualenv', 'tools:', amazon),
        host.tool('imagemagick'),
      ];
      await expect(host.provision(steps)).rejects.toMatchObject({
        code: 'PACKAGE_NOT_OFFERED',
        host: 'web-1',
        message:
          'The repositories of web-1 (Amazon Linux 2023) do not offer redis6, python3-virtualenv and imagemagick.',
        detail: `redis6: for redis, asked for by the plugin cache
python3-virtualenv: for virtualenv, asked for by \`tools:\`
imagemagick: asked for by the step "imagemagick"`,
        hint: expect.stringMatching(/^"venv" may replace "virtualenv"\. SPAL .*package:spal-release/),
      });
      expect(host.done).toEqual([]);
    });

    it('but not if no package is missing', async () => {
      const host = fakeHost(['git', 'nginx']);
      await host.provision([host.tool('git'), host.tool('nginx')]);
      expect(host.looks).toEqual([]);
    });

    it('and combines several reasons in one error', async () => {
      const host = fakeHost([], { notOffered: () => ['nosuch'] });
      await expect(host.provision([toolOf('python2.7'), host.tool('nosuch')])).rejects.toMatchObject({
        code: 'TOOLS_UNOBTAINABLE',
        detail: expect.stringMatching(/- "python2\.7" is not on web-1[\s\S]*- The repositories of web-1/),
      });
    });

    it('with an unknown package manager, it lists the packages to install by hand', async () => {
      const suse = { os: 'opensuse-leap', osName: 'openSUSE Leap 15.6', packageManager: 'zypper' } as const;
      const host = fakeHost([], { facts: suse });
      const steps = ['git', 'nginx', 'libpq-devel'].map((name) => toolOf(name, 'tools:', suse));
      await expect(host.provision(steps)).rejects.toMatchObject({
        code: 'NO_PACKAGE_MANAGER',
        message:
          'fck cannot install packages on web-1 (openSUSE Leap 15.6): its package manager, zypper, is not supported yet.',
        hint: 'Install git and nginx on web-1 yourself, then run this again: fck does not install what it finds on the PATH. Leave libpq-devel out of the role, and install it yourself: only a package manager could detect it.',
      });
    });

    it('once a package that adds a repository is installed, for packages of that repository', async () => {
      const host = fakeHost([], {
        notOffered: () => (host.present.has('epel-release') ? ['nosuch'] : ['supervisor', 'nosuch']),
      });
      const steps = [
        host.step('folder'),
        host.tool('git'),
        host.tool('supervisor'),
        host.tool('epel-release'),
      ];
      await host.provision(steps);
      expect(host.done).toEqual(['install epel-release', 'folder', 'install git supervisor']);
      host.present.clear();
      host.done.length = 0;
      await expect(host.provision([...steps, host.tool('nosuch')])).rejects.toMatchObject({
        code: 'PACKAGE_NOT_OFFERED',
        message: expect.stringContaining('do not offer nosuch.'),
      });
      expect(host.done).toEqual(['install epel-release']);
    });

    it('for packages after a step that adds a repository, only once that step is met', async () => {
      const host = fakeHost([], { notOffered: () => (host.present.has('repository') ? [] : ['caddy']) });
      const repository = host.step('repository', { addsRepository: true });
      await host.provision([host.tool('git'), repository, host.tool('caddy')]);
      expect(host.done).toEqual(['install git', 'repository', 'install caddy']);
    });
  });

  it('installs a package that is found missing only after a change', async () => {
    const host = fakeHost(['python3.13-venv']);
    const environment: DeclaredStep = {
      ...host.tool('python3.13-venv'),
      after: '*',
      check: async () => !host.done.includes('python3.13') || host.done.length > 1,
    };
    await host.provision([host.step('python3.13'), environment]);
    expect(host.done).toEqual(['python3.13', 'install python3.13-venv']);
  });

  it('awaits every check even if one throws at once', async () => {
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
  it('is left out, whatever its check gives or throws', async () => {
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
