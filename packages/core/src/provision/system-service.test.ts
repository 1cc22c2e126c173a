import { expectCommands, fakeFacts, fakeRemote } from '@fck/testing';
import { expect, it } from 'vitest';
import { serviceCommand } from './service-command.js';
import { systemServiceStep } from './system-service.js';

it.each([
  ['systemd', 'systemctl is-enabled', /^root: systemctl enable --now redis/],
  ['openrc', 'rc-service redis status', 'root: rc-update add redis default && rc-service redis start'],
  ['unknown', 'service redis status', 'root: service redis start'],
] as const)('a daemon is kept running by %s', async (init, look, change) => {
  const facts = fakeFacts({ init });
  const step = systemServiceStep(facts, { unit: 'redis', after: ['redis is installed'] });
  const remote = fakeRemote({ answers: [[look, false]] });
  expect(await step.check(remote, { changedSinceBoot: false })).toBe(false);
  await step.apply(remote);
  expectCommands(remote, [change]);
});

it('is started in its own way on a system without an init system', async () => {
  const facts = fakeFacts({ init: 'unknown' });
  const otherwise = { check: async () => true, apply: async () => undefined };
  const step = systemServiceStep(facts, { unit: 'redis', after: [], otherwise });
  expect(await step.check(fakeRemote(), { changedSinceBoot: false })).toBe(true);
});

it.each([
  ['systemd', 'sudo systemctl restart redis'],
  ['openrc', 'sudo rc-service redis restart'],
  ['unknown', 'sudo service redis restart'],
] as const)('is restarted by hand on %s', (init, command) => {
  expect(serviceCommand({ init }, 'restart', 'redis')).toBe(command);
});
