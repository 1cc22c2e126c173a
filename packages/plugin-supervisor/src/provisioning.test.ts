import type { Facts } from '@fck/core';
import { fakeFacts, fakeProvisionContext } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { provisionSupervisor, supervisorAvailability, supervisordTool } from './provisioning.js';

const amazon = fakeFacts({ packageManager: 'dnf', os: 'amzn', osName: 'Amazon Linux 2023' });

interface System {
  readonly facts?: Facts;
  /** Whether there is a supervisord of the distribution. */
  readonly installed?: boolean;
  /** Whether there is one in a virtualenv of its own. */
  readonly own?: boolean;
  readonly offered?: boolean;
  readonly tools?: readonly string[];
}

function contextOn({ facts = amazon, installed = false, own = false, offered = false, tools }: System) {
  let hasOwn = own;
  let runs = own || installed;
  return fakeProvisionContext({
    facts,
    ...(tools ? { values: { 'provision.tools': tools } } : {}),
    answers: [
      ['command -v supervisord', installed],
      ['[ -x /opt/fck-supervisor/bin/supervisord ]', () => hasOwn],
      ['--assumeno', () => (offered ? '' : 'supervisor\n')],
      [
        'pip --disable',
        () => {
          hasOwn = true;
          return true;
        },
      ],
      [
        'systemctl enable --now',
        () => {
          runs = true;
          return true;
        },
      ],
      ['systemctl is-enabled', () => runs],
    ],
  });
}

/** The steps that were applied, of those that the tool and the process manager declare. */
async function provisioned(system: System) {
  const context = contextOn(system);
  const { facts = amazon } = system;
  supervisordTool.declare(context, { facts, times: 1 });
  await provisionSupervisor(context);
  return { applied: await context.applySteps(), context };
}

describe('supervisord', () => {
  it('comes from PyPI where no repository offers it: pinned, checked, and with a unit of its own', async () => {
    const { applied, context } = await provisioned({});
    expect(applied).toEqual([
      'supervisord is installed from PyPI',
      'supervisord is configured',
      'fck-supervisor runs',
    ]);
    expect(context.remote.runs[0]?.command).toMatch(
      /supervisor==\d[\d.]* --hash=sha256:[0-9a-f]{64}[\s\S]*--require-hashes/,
    );
    const unit = context.remote.files.get('/etc/systemd/system/fck-supervisor.service');
    expect(unit).toContain('RuntimeDirectoryMode=0700');
    expect(context.remote.files.get('/opt/fck-supervisor/etc/supervisord.conf')).toMatch(
      /chmod=0700[\s\S]*\[include\]\nfiles = conf\.d\/\*\.conf/,
    );
  });

  it('is left alone a second time, and repositories are not asked about what is there', async () => {
    const { context } = await provisioned({});
    const again = contextOn({ own: true });
    for (const [path, content] of context.remote.files) again.remote.files.set(path, content);
    supervisordTool.declare(again, { facts: amazon, times: 1 });
    await provisionSupervisor(again);
    expect(await again.applySteps()).toEqual([]);
    expect(again.remote.looks.filter((look) => look.includes('--assumeno'))).toEqual([]);
  });

  it('comes from the distribution where that offers it, or has it already', async () => {
    const { context } = await provisioned({ installed: true });
    expect(context.remote.changes).toEqual([]);
    const offered = contextOn({ offered: true });
    supervisordTool.declare(offered, { facts: amazon, times: 1 });
    const [step] = offered.declared;
    expect(await step?.check(offered.remote, { changedSinceBoot: false })).toBe(false);
    expect(step?.packages).toEqual(['supervisor']);
    expect(
      await Promise.all(
        offered.declared.slice(1).map(({ check }) => check(offered.remote, { changedSinceBoot: false })),
      ),
    ).not.toContain(false);
  });
});

describe('whether supervisor runs the services of a host', () => {
  it.each([
    [{ installed: true }, true, 'supervisord is installed'],
    [{ own: true }, true, 'supervisord is installed'],
    [{ offered: true }, true, 'the repositories of Amazon Linux 2023 offer supervisor'],
    [{ tools: ['supervisord'] }, true, 'its tools name supervisord'],
    [{}, false, 'the repositories of Amazon Linux 2023 do not offer supervisor'],
    [
      { facts: fakeFacts({ packageManager: 'unknown', osName: 'Gentoo' }) },
      false,
      'the repositories of Gentoo do not offer supervisor',
    ],
  ] satisfies [System, boolean, string][])('%j', async (system, available, why) => {
    expect(await supervisorAvailability(contextOn(system))).toEqual({ available, why });
  });
});
