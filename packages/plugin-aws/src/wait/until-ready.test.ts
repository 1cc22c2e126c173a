import { emptyFck, fakeHostContext } from '@fck/testing';
import { expect, it } from 'vitest';
import { fakeClients } from '../account/fake-clients.test.helper.js';
import { awsRole } from '../config/sections.js';
import { instanceFrom } from '../instances/instance.js';
import { RoleRecord } from '../instances/role-record.js';
import { untilReady } from './until-ready.js';

/** Answers that `id` is in this state. */
const described = (id: string, state: 'pending' | 'terminated') => ({
  InstanceId: id,
  State: { Name: state },
});

function pending(id: string) {
  const instance = instanceFrom(described(id, 'pending'));
  if (!instance) throw new Error('it is no instance');
  return instance;
}

it('an instance that ends is reported at once, without waiting for the others', async () => {
  const send = async ({ input }: { input: { Filters: [{ Values: [string] }] } }) => {
    const [id] = input.Filters[0].Values;
    return { Reservations: [{ Instances: [described(id, id === 'i-2' ? 'terminated' : 'pending')] }] };
  };
  const clients = fakeClients('ec2', { send });
  const { project, role, run } = fakeHostContext();
  const context = {
    fck: emptyFck(),
    run,
    project,
    role,
    signal: new AbortController().signal,
    dryRun: false,
    progress: () => undefined,
    planned: () => undefined,
  };
  const settings = awsRole.parse({ ami_id: 'ami-1', instance_type: 't3.small' });
  const record = await RoleRecord.of(project, role.name);
  const timers = () => process.getActiveResourcesInfo().filter((what) => what === 'Timeout').length;
  const before = timers();
  const taken = new Map([1, 2].map((slot) => [slot, pending(`i-${slot}`)]));
  await expect(untilReady({ context, clients, settings, record }, taken)).rejects.toMatchObject({
    code: 'AWS_INSTANCE_DIED',
    message: expect.stringContaining('i-2'),
  });
  expect(timers()).toBe(before);
});
