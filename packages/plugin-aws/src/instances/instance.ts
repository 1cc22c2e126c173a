import type { Instance as Ec2Instance } from '@aws-sdk/client-ec2';
import { placeName, TAGS } from './tags.js';

/** The data of an instance that fck uses. */
export interface Instance {
  readonly id: string;
  readonly state: 'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';
  readonly stateReason: string | undefined;
  readonly type: string;
  readonly image: string;
  readonly zone: string | undefined;
  readonly publicAddress: string | undefined;
  readonly privateAddress: string | undefined;
  readonly publicName: string | undefined;
  /** ISO 8601. */
  readonly launchedAt: string | undefined;
  /** The token of its request. */
  readonly token: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

const STATES = ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'] as const;

/** Reads an instance from an answer of the API; undefined without an id or with an unknown state. */
export function instanceFrom(raw: Ec2Instance): Instance | undefined {
  const state = STATES.find((name) => name === raw.State?.Name);
  if (raw.InstanceId === undefined || state === undefined) return undefined;
  return {
    id: raw.InstanceId,
    state,
    stateReason: raw.StateReason?.Message,
    type: raw.InstanceType ?? '',
    image: raw.ImageId ?? '',
    zone: raw.Placement?.AvailabilityZone,
    publicAddress: raw.PublicIpAddress || undefined,
    privateAddress: raw.PrivateIpAddress || undefined,
    publicName: raw.PublicDnsName || undefined,
    launchedAt: raw.LaunchTime?.toISOString(),
    token: raw.ClientToken || undefined,
    tags: new Map(
      (raw.Tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])),
    ),
  };
}

/** Whether it exists and is not being terminated. */
export function isAlive({ state }: Instance): boolean {
  return state !== 'terminated' && state !== 'shutting-down';
}

/** Whether an Auto Scaling group made it. The group counts, replaces and terminates it, so it takes none of the role's places. */
export function isOfGroup({ tags }: Pick<Instance, 'tags'>): boolean {
  return tags.has(TAGS.group);
}

/** The number of its place; undefined if its tags do not name one. */
export function slotOf(instance: Pick<Instance, 'tags'>): number | undefined {
  return isOfGroup(instance) ? undefined : wholeNumber(instance.tags.get(TAGS.slot));
}

/** The host name of an instance: `web-1`, or `web-i-0abc` if it takes no place. */
export function hostNameOf(role: string, instance: Pick<Instance, 'id' | 'tags'>): string {
  const slot = slotOf(instance);
  return slot === undefined ? `${role}-${instance.id}` : placeName({ role, slot });
}

/** The number of earlier instances in its place. */
export function generationOf({ tags }: Instance): number {
  return wholeNumber(tags.get(TAGS.generation)) ?? 0;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
