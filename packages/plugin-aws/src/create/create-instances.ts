import { isFckError, type ProviderContext } from '@fck/core';
import { awsCodeOf, call } from '../account/call.js';
import type { Clients } from '../account/clients.js';
import type { AwsRole } from '../config/sections.js';
import { describeInstances, ofProject } from '../instances/describe.js';
import type { Instance } from '../instances/instance.js';
import { setTags } from '../instances/set-tags.js';
import { type Place, placeName, tagsOf } from '../instances/tags.js';
import { untilReady } from '../wait/until-ready.js';
import { imageOf } from './image.js';
import { keyPairOf } from './key-pair.js';
import { launch } from './launch.js';
import { RoleRecord } from './record.js';
import { attemptsFor, type LaunchSettings, launchRequest } from './request.js';
import { securityGroupIds } from './security-groups.js';
import { planSlots, type SlotPlan } from './slots.js';

/** What makes a role's instances. */
export interface Creation {
  readonly context: ProviderContext;
  readonly clients: Clients;
  readonly settings: AwsRole;
}

/** Makes the instances that a role lacks, and waits until all of them can be reached. Never makes one twice. */
export async function createInstances(creation: Creation): Promise<void> {
  const { context } = creation;
  const { project, role, dryRun } = context;
  const record = await RoleRecord.of(project, role.name);
  const plan = await planFrom(creation, record);
  tellWhatIsOdd(context, plan);
  if (dryRun) {
    await rehearse(creation, record, plan);
    return;
  }
  for (const [slot, instance] of plan.adopted) await adopt(creation, instance, slot);
  if (plan.free.length > 0) {
    const launchSettings = await launchSettingsOf(creation, record);
    await fillAll(creation, record, plan, launchSettings);
  }
  const { taken } = plan.free.length > 0 ? await planFrom(creation, record) : plan;
  await untilReady({ ...creation, record }, taken);
}

/** What there is, by tags and by the tokens that were used: tags can be missing from an answer. */
async function planFrom(
  { context: { project, role }, clients, settings }: Creation,
  record: RoleRecord,
): Promise<SlotPlan> {
  const tokens = record.tokens();
  const [tagged, asked] = await Promise.all([
    describeInstances(clients, ofProject(project.name, [role.name])),
    tokens.length === 0 ? [] : describeInstances(clients, [{ Name: 'client-token', Values: [...tokens] }]),
  ]);
  const all = new Map([...asked, ...tagged].map((instance) => [instance.id, instance]));
  return planSlots([...all.values()], settings.count, (token) => slotOfToken(record, settings.count, token));
}

function slotOfToken(record: RoleRecord, count: number, token: string | undefined): number | undefined {
  if (token === undefined) return undefined;
  for (let slot = 1; slot <= count; slot++) if (record.slot(slot)?.tokens.includes(token)) return slot;
  return undefined;
}

function tellWhatIsOdd({ role, progress }: ProviderContext, { taken, surplus }: SlotPlan): void {
  if (surplus.length > 0) {
    const ids = surplus.map(({ id }) => id).join(' ');
    progress(`has ${surplus.length} more than asked for; \`fck ec2 terminate ${ids}\` would end them`);
  }
  for (const [slot, { id, state }] of taken) {
    if (state === 'stopped' || state === 'stopping')
      progress(`${placeName({ role: role.name, slot })} (${id}) is ${state}: \`fck ec2 start ${id}\``);
  }
}

async function launchSettingsOf(
  { context: { project }, clients, settings }: Creation,
  record: RoleRecord,
): Promise<LaunchSettings> {
  const [image, keyName, groups] = await Promise.all([
    imageOf(clients, settings, record),
    keyPairOf(clients, project, settings),
    securityGroupIds(clients, settings.security_groups, settings.subnet_ids[0]),
  ]);
  return { settings, image, keyName, securityGroupIds: groups };
}

/** All places are tried: what can be made is made and recorded, then the first failure is told. */
async function fillAll(
  { context, clients }: Creation,
  record: RoleRecord,
  { free }: SlotPlan,
  launchSettings: LaunchSettings,
): Promise<void> {
  const { project, role, progress, signal } = context;
  const failures: unknown[] = [];
  for (const { slot, generation } of free) {
    signal.throwIfAborted();
    const place: Place = { project: project.name, role: role.name, slot, generation };
    progress(`asking for ${placeName(place)}`);
    try {
      const instance = await launch(clients, place, record, launchSettings);
      progress(`${placeName(place)} is ${instance.id} (${instance.type})`);
    } catch (thrown) {
      failures.push(thrown);
      if (!isOfOnePlace(thrown)) break;
    }
  }
  if (failures.length > 0) throw failures[0];
}

/** Without permission, credentials or network the other places fail alike. */
function isOfOnePlace(thrown: unknown): boolean {
  return isFckError(thrown) && (thrown.code === 'AWS_NO_CAPACITY' || thrown.code === 'AWS_REFUSED');
}

/** Gives an instance the tags of the place that it takes. */
async function adopt(
  { context, clients, settings }: Creation,
  instance: Instance,
  slot: number,
): Promise<void> {
  const { project, role, progress } = context;
  const place: Place = { project: project.name, role: role.name, slot, generation: 1 };
  await setTags(clients, instance.id, tagsOf(place, settings.tags));
  progress(`${instance.id} is ${placeName(place)} now`);
}

/** Asks AWS itself whether it would make an instance, and says what would be made. */
async function rehearse(creation: Creation, record: RoleRecord, { free }: SlotPlan): Promise<void> {
  const { context, clients, settings } = creation;
  const [first] = free;
  const attempt = first && attemptsFor(first.slot, settings)[0];
  if (!first || !attempt) return;
  const { project, role, progress } = context;
  const launchSettings = await launchSettingsOf(creation, record);
  const place: Place = { project: project.name, role: role.name, ...first };
  const { RunInstancesCommand } = await import('@aws-sdk/client-ec2');
  const client = await clients.ec2();
  const request = { ...launchRequest(place, attempt, launchSettings), DryRun: true };
  await call(clients.account, 'ec2:RunInstances', () => client.send(new RunInstancesCommand(request))).catch(
    (thrown: unknown) => {
      if (awsCodeOf(thrown) !== 'DryRunOperation') throw thrown;
    },
  );
  const names = free.map(({ slot }) => placeName({ role: role.name, slot })).join(', ');
  progress(`would make ${names} (${attempt.type}, ${launchSettings.image.id})`);
}
