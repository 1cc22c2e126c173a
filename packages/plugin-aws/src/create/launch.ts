import { accountErrors, awsCodeOf, call } from '@fck/aws-account';
import { isFckError, messageOf } from '@fck/core';
import type { Clients } from '../account/clients.js';
import { awsErrors } from '../errors.js';
import { describeInstances } from '../instances/describe.js';
import { type Instance, instanceFrom, isAlive } from '../instances/instance.js';
import type { RoleRecord } from '../instances/role-record.js';
import { type Place, placeName } from '../instances/tags.js';
import { type Attempt, attemptsFor, type LaunchSettings, launchRequest } from './request.js';

/** AWS has no capacity: another type or subnet may have some. */
const NO_ROOM = new Set([
  'InsufficientInstanceCapacity',
  'InsufficientHostCapacity',
  'InsufficientFreeAddressesInSubnet',
  'InsufficientCapacityOnHost',
  'SpotMaxPriceTooLow',
  'MaxSpotInstanceCountExceeded',
  'Unsupported',
]);

/** For a used token, AWS returns the instance that it made, even a terminated one: then the next token is used. */
const GENERATIONS_TRIED = 4;

/**
 * Fills one place with exactly one instance, even if answers are lost: each request carries a token that is derived from the
 * place, and is recorded before it is sent.
 *
 * @throws FckError `AWS_NO_CAPACITY` if no type has capacity in any of the subnets
 */
export async function launch(
  clients: Clients,
  first: Place,
  record: RoleRecord,
  launchSettings: LaunchSettings,
): Promise<Instance> {
  let place = resumed(first, record);
  for (let tried = 0; tried < GENERATIONS_TRIED; tried++) {
    const instance = await fill(clients, place, record, launchSettings);
    if (isAlive(instance)) {
      const known = record.slot(place.slot);
      await record.setSlot(place.slot, {
        generation: place.generation,
        tokens: known?.tokens ?? [],
        instance: instance.id,
      });
      return instance;
    }
    place = { ...place, generation: place.generation + 1 };
  }
  throw accountErrors.badAnswer(
    'ec2:RunInstances',
    `AWS answers with ended instances for ${placeName(first)}`,
  );
}

/** Repeats a recorded request without a known answer, with its own tokens. */
function resumed(place: Place, record: RoleRecord): Place {
  const known = record.slot(place.slot);
  if (!known) return place;
  const next = known.instance === undefined ? known.generation : known.generation + 1;
  return { ...place, generation: Math.max(place.generation, next) };
}

async function fill(
  clients: Clients,
  place: Place,
  record: RoleRecord,
  launchSettings: LaunchSettings,
): Promise<Instance> {
  const attempts = attemptsFor(place.slot, launchSettings.settings);
  const reasons: string[] = [];
  for (const attempt of attempts) {
    try {
      return await ask(clients, place, attempt, record, launchSettings);
    } catch (thrown) {
      if (!NO_ROOM.has(awsCodeOf(thrown) ?? '')) throw thrown;
      reasons.push(messageOf(isFckError(thrown) ? thrown.cause : thrown));
    }
  }
  throw awsErrors.noCapacity(placeName(place), attempts.map(inWords), reasons.at(-1) ?? '');
}

async function ask(
  clients: Clients,
  place: Place,
  attempt: Attempt,
  record: RoleRecord,
  launchSettings: LaunchSettings,
): Promise<Instance> {
  const { RunInstancesCommand } = await import('@aws-sdk/client-ec2');
  const client = await clients.ec2();
  const request = launchRequest(place, attempt, launchSettings);
  const token = request.ClientToken ?? '';
  const known = record.slot(place.slot);
  const tokens = known?.generation === place.generation ? known.tokens : [];
  await record.setSlot(place.slot, {
    generation: place.generation,
    tokens: [...new Set([...tokens, token])],
  });
  try {
    return await call(clients.account, 'ec2:RunInstances', async () => {
      const { Instances } = await client.send(new RunInstancesCommand(request));
      const [instance, second] = (Instances ?? []).flatMap((raw) => instanceFrom(raw) ?? []);
      // The page of a proxy counts as a success, too.
      if (!instance || second)
        throw accountErrors.badAnswer(
          'ec2:RunInstances',
          `it names ${second ? 'several instances' : 'no instance'}`,
        );
      return instance;
    });
  } catch (thrown) {
    // The same place was requested with other settings before: that instance fills it.
    if (awsCodeOf(thrown) !== 'IdempotentParameterMismatch') throw thrown;
    const [made] = await describeInstances(clients, [{ Name: 'client-token', Values: [token] }]);
    if (!made) throw thrown;
    return made;
  }
}

function inWords({ type, subnet }: Attempt): string {
  return subnet === undefined ? type : `${type} in ${subnet}`;
}
