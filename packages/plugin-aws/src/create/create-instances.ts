import { isFckError, type ProviderContext } from '@fck/core';
import type { Clients } from '../account/clients.js';
import type { AwsRole } from '../config/sections.js';
import type { Creation } from '../instances/creation.js';
import { describeInstances, ofProject } from '../instances/describe.js';
import { hostNameOf, type Instance } from '../instances/instance.js';
import { RoleRecord } from '../instances/role-record.js';
import { setTags } from '../instances/set-tags.js';
import { type Place, placeName, tagsOf } from '../instances/tags.js';
import { untilReady } from '../wait/until-ready.js';
import { imageOf } from './image.js';
import { importKey, type KeyToImport, keyToImport, type MissingKey } from './key-pair.js';
import { launch } from './launch.js';
import { rehearse } from './rehearse.js';
import type { LaunchSettings } from './request.js';
import { securityGroupIds } from './security-groups.js';
import { planSlots, type SlotPlan } from './slots.js';
import { isToken } from './token.js';

/** Creates the missing instances of a role, and waits until all can be reached. Never creates one twice. */
export async function createInstances(creation: Creation): Promise<void> {
  const { context } = creation;
  const { project, role, dryRun } = context;
  const key = await keyToImport(project, creation.settings);
  const record = await RoleRecord.of(project, role.name);
  const plan = await planFrom(creation, record);
  tellWhatIsOdd(context, plan);
  if (dryRun) {
    await rehearse(creation, record, plan, key);
    return;
  }
  for (const [slot, instance] of plan.adopted) await adopt(creation, instance, slot);
  if (plan.free.length > 0) {
    const launchSettings = await launchSettingsOf(creation, record, key);
    await fillAll(creation, record, plan, launchSettings);
  }
  const { taken } = plan.free.length > 0 ? await planFrom(creation, record) : plan;
  await untilReady({ ...creation, record }, taken);
}

/** The existing instances, by tags and by used tokens: an answer may not contain the tags yet. */
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
    const found = surplus.map((instance) => aboutSurplus(role.name, instance)).join(', ');
    progress(
      `has ${surplus.length} more than asked for, which fck leaves alone: ${found}. \`fck ec2 list\` shows what they serve`,
    );
  }
  for (const [slot, { id, state }] of taken) {
    if (state === 'stopped' || state === 'stopping')
      progress(`${placeName({ role: role.name, slot })} (${id}) is ${state}: \`fck ec2 start ${id}\``);
  }
}

/** If the user tagged the instance by hand, its client token is not one of fck's. */
function aboutSurplus(role: string, instance: Instance): string {
  const by = isToken(instance.token) ? '' : ', not made by fck';
  return `${hostNameOf(role, instance)} (${instance.id}, ${instance.state}${by})`;
}

async function launchSettingsOf(
  { clients, settings }: Creation,
  record: RoleRecord,
  key: KeyToImport | MissingKey | undefined,
): Promise<LaunchSettings> {
  const [image, keyName, groups] = await Promise.all([
    imageOf(clients, settings, record),
    keyPairOf(clients, settings, key),
    securityGroupIds(clients, settings.security_groups, settings.subnet_ids[0]),
  ]);
  return { settings, image, keyName, securityGroupIds: groups };
}

async function keyPairOf(
  clients: Clients,
  { key_name: named }: AwsRole,
  key: KeyToImport | MissingKey | undefined,
): Promise<string | undefined> {
  if (key === undefined) return named;
  if ('missing' in key) throw key.missing;
  await importKey(clients, key);
  return key.name;
}

/** All places are tried: the instances that can be created are created and recorded, then the first failure is reported. */
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

/** Without permission, credentials or network, the other places would fail in the same way. */
function isOfOnePlace(thrown: unknown): boolean {
  return isFckError(thrown) && (thrown.code === 'AWS_NO_CAPACITY' || thrown.code === 'AWS_REFUSED');
}

/** Sets the tags of its place on an instance. */
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
