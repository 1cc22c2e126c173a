import { fakeFacts, fakeProvisionContext, fakeRemote } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import type { ProvisionContext } from '../api/contexts.js';
import type { Facts } from '../api/facts.js';
import { FckContainer } from '../fck.js';
import { StepList } from './step-list.js';

/** The steps of tools, on a system. */
function stepsOf(tools: readonly string[], facts: Partial<Facts> = {}) {
  const list = new StepList(new FckContainer(), fakeFacts(facts));
  const context: ProvisionContext = {
    ...fakeProvisionContext(),
    declare: (step) => list.declare(step),
    tool: (name) => list.tool(context, name),
  };
  for (const name of tools) list.tool(context, name);
  return list.steps;
}

const step = (name: string, after?: string[] | '*') => ({
  name,
  after,
  check: async () => true,
  apply: async () => undefined,
});

describe('steps', () => {
  it('with a duplicate name, or after one that is not declared, are refused', () => {
    const list = new StepList(new FckContainer(), fakeFacts());
    list.declare(step('a'));
    list.declare(step('b', ['a']));
    list.declare(step('c', '*'));
    expect(() => list.declare(step('a'))).toThrow(expect.objectContaining({ code: 'STEP_TWICE' }));
    expect(() => list.declare(step('d', ['a', 'z']))).toThrow(
      expect.objectContaining({ message: 'The step "d" comes after "z", which was not declared before it.' }),
    );
    expect(list.steps.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
  });
});

describe('tools', () => {
  it("of the ancestor's role file are each a step, and only a reboot may come twice", () => {
    const steps = stepsOf([
      '__update_packages__',
      'reboot',
      'git',
      'nginx',
      'git',
      'package:libfoo',
      'package:libfoo',
      'reboot',
    ]);
    expect(steps.map(({ name }) => name)).toEqual([
      'packages are up to date',
      'rebooted after changes',
      'git is installed',
      'nginx is installed',
      'package libfoo is installed',
      'rebooted after changes (2)',
    ]);
  });

  it.each<[Partial<Facts>, readonly string[] | undefined]>([
    [{ os: 'debian', packageManager: 'apt' }, ['libpq-dev']],
    [{ os: 'fedora', packageManager: 'dnf' }, ['libpq-devel']],
    [{ os: 'alpine', packageManager: 'apk' }, ['libpq-dev']],
  ])('are the packages of their system: %j', (facts, packages) => {
    const [only] = stepsOf(['libpq-devel'], facts);
    expect(only?.packages).toEqual(packages);
  });

  it.each<[string, Partial<Facts>, readonly string[] | undefined]>([
    ['redis', { os: 'amzn', osLike: ['fedora'], osVersion: '2023', packageManager: 'dnf' }, ['redis6']],
    ['redis', { os: 'fedora', osVersion: '40', packageManager: 'dnf' }, ['redis']],
    ['redis', { os: 'fedora', osVersion: '42', packageManager: 'dnf' }, ['valkey']],
    [
      'redis',
      { os: 'rocky', osLike: ['rhel', 'fedora'], osVersion: '9.4', packageManager: 'dnf' },
      ['redis'],
    ],
    [
      'redis',
      { os: 'rocky', osLike: ['rhel', 'fedora'], osVersion: '10.1', packageManager: 'dnf' },
      ['valkey'],
    ],
    ['libjpeg', { os: 'linuxmint', osLike: ['ubuntu', 'debian'], osVersion: '22' }, ['libjpeg-turbo8']],
    ['libjpeg', { os: 'raspbian', osLike: ['debian'], osVersion: '12' }, ['libjpeg62-turbo']],
  ])('%s is that of the system, or of the nearest that it is like: %j', (tool, facts, packages) => {
    const [only] = stepsOf([tool], facts);
    expect(only?.packages).toEqual(packages);
  });

  it('may be met by any of several programs', async () => {
    const [redis] = stepsOf(['redis']);
    const remote = fakeRemote({
      answers: [['command -v redis-server || command -v redis6-server || command -v valkey-server', true]],
    });
    expect(await redis?.check(remote, { changedSinceBoot: false })).toBe(true);
  });

  it('may be detected by a command of their own', async () => {
    const [venv] = stepsOf(['venv']);
    expect(venv?.packages).toEqual(['python3-venv']);
    const remote = fakeRemote({ answers: [['"venv", "ensurepip"', false]] });
    expect(await venv?.check(remote, { changedSinceBoot: false })).toBe(false);
  });

  it('are found on the PATH, and then not installed', async () => {
    const [git] = stepsOf(['git']);
    const has = (answer: boolean) => fakeRemote({ answers: [['command -v git', answer]] });
    expect(await git?.check(has(true), { changedSinceBoot: false })).toBe(true);
    expect(await git?.check(has(false), { changedSinceBoot: false })).toBe(false);
  });

  it('that no system offers any more are met where the host has them', async () => {
    const [python] = stepsOf(['python2.7']);
    const has = (answer: boolean) => fakeRemote({ answers: [[/command -v|test -e/, answer]] });
    expect(await python?.check(has(true), { changedSinceBoot: false })).toBe(true);
    expect(await python?.check(has(false), { changedSinceBoot: false })).toBe(false);
    expect(python).toMatchObject({ unobtainable: { tool: 'python2.7', keys: ['tools:'] } });
  });

  it('are listed with each key that asks for them', async () => {
    const list = new StepList(new FckContainer(), fakeFacts());
    list.tool(fakeProvisionContext(), 'python2.7', 'build: plan: interpreter:');
    list.tool(fakeProvisionContext(), 'python2.7');
    expect(list.steps[0]).toMatchObject({ unobtainable: { keys: ['build: plan: interpreter:', 'tools:'] } });
  });

  it('cannot be installed if fck does not support the package manager', async () => {
    const steps = stepsOf(['git', 'package:foo'], { packageManager: 'pacman' });
    expect(steps).toMatchObject([
      { unobtainable: { tool: 'git' } },
      { unobtainable: { tool: 'package:foo' } },
    ]);
  });

  it('with unknown names are refused with the nearest names', () => {
    expect(() => stepsOf(['ngnix'])).toThrow(/There is no tool named "ngnix"\. Did you mean "nginx"\?/);
  });
});

describe('a tool with a condition', () => {
  const appliesTo = async (...conditions: ((() => Promise<boolean>) | undefined)[]) => {
    const list = new StepList(new FckContainer(), fakeFacts());
    for (const applies of conditions) list.tool(fakeProvisionContext(), 'nginx', undefined, applies);
    expect(list.steps).toHaveLength(1);
    return list.steps[0]?.applies?.();
  };
  const yes = async () => true;
  const no = async () => false;

  it('is needed if one of the conditions is met, or one request has none', async () => {
    expect(await appliesTo(no)).toBe(false);
    expect(await appliesTo(no, yes)).toBe(true);
    expect(await appliesTo(no, no)).toBe(false);
    expect(await appliesTo(no, undefined)).toBe(undefined);
    expect(await appliesTo(undefined, no)).toBe(undefined);
  });
});
