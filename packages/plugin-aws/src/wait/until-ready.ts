import { awsErrors } from '../errors.js';
import { addressOf, isReachedDirectly, sshPortOf } from '../hosts/address.js';
import type { Creation } from '../instances/creation.js';
import { describeInstances } from '../instances/describe.js';
import type { Instance } from '../instances/instance.js';
import type { RoleRecord } from '../instances/role-record.js';
import { placeName } from '../instances/tags.js';
import { consoleOf, hostKeysIn } from './host-keys.js';
import { looks } from './looks.js';
import { greetsBySsh } from './ssh-banner.js';

type Waiting = Creation & { readonly record: RoleRecord };

/**
 * Waits until every instance that is not stopped runs and sends an SSH banner. AWS's own status checks are minutes late.
 *
 * @throws FckError `AWS_INSTANCE_DIED` at once if one ends, `AWS_NOT_UP` when its time limit is reached
 */
export async function untilReady(waiting: Waiting, taken: ReadonlyMap<number, Instance>): Promise<void> {
  const { context } = waiting;
  // When one wait fails, the others are stopped: they would continue after the run is over.
  const failed = new AbortController();
  const signal = AbortSignal.any([context.signal, failed.signal]);
  const until = { ...waiting, context: { ...context, signal } };
  const works = [...taken].map(([slot, instance]) => untilOneIsReady(until, slot, instance));
  await Promise.all(works.map((work) => work.catch((thrown: unknown) => failed.abort(thrown))));
  failed.signal.throwIfAborted();
}

async function untilOneIsReady(waiting: Waiting, slot: number, instance: Instance): Promise<void> {
  if (instance.state === 'stopped' || instance.state === 'stopping') return;
  const name = placeName({ role: waiting.context.role.name, slot });
  const running = await untilRunning(waiting, instance, name);
  await untilGreeting(waiting, running, name);
  await pinHostKeys(waiting, running);
}

async function untilRunning(waiting: Waiting, instance: Instance, name: string): Promise<Instance> {
  const { clients, settings, context } = waiting;
  if (instance.state === 'running') return instance;
  context.progress(`waiting for ${name} (${instance.id}) to run`);
  const within = settings.wait.running;
  for await (const _ of looks(within, context.signal)) {
    // AWS may not know a new instance yet.
    const [now] = await describeInstances(clients, [{ Name: 'instance-id', Values: [instance.id] }]);
    if (now?.state === 'running') return now;
    if (now && now.state !== 'pending')
      throw awsErrors.died(name, instance.id, now.stateReason ?? `it is ${now.state}`);
  }
  throw awsErrors.notUp(name, instance.id, 'run', within);
}

async function untilGreeting(waiting: Waiting, instance: Instance, name: string): Promise<void> {
  const { settings, context } = waiting;
  if (!isReachedDirectly(context.role)) return;
  const within = settings.wait.ssh;
  const address = addressOf(instance, settings);
  if (address !== undefined) {
    context.progress(`waiting for ${name} (${address}) to answer by SSH`);
    const port = sshPortOf(context.role);
    for await (const _ of looks(within, context.signal))
      if (await greetsBySsh(address, port, context.signal)) return;
  }
  throw awsErrors.notUp(
    name,
    instance.id,
    address === undefined ? 'get an address' : `answer by SSH at ${address}`,
    within,
  );
}

/** The console may show the keys only minutes later: then the first connection pins the key that it gets. */
async function pinHostKeys({ clients, record, context }: Waiting, { id }: Instance): Promise<void> {
  if (record.hostKeys(id)) return;
  const keys = hostKeysIn(await consoleOf(clients, id).catch(() => ''));
  if (keys.length === 0) return;
  await record.setHostKeys(id, keys);
  context.progress(`${id} shows its host keys on its console: no others will be accepted`);
}
