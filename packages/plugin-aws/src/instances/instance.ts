import type { Instance as Ec2Instance } from '@aws-sdk/client-ec2';
import { placeName, TAGS } from './tags.js';

/** An instance as far as fck cares. */
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
  /** The token that it was asked for with. */
  readonly token: string | undefined;
  readonly tags: ReadonlyMap<string, string>;
}

const STATES = ['pending', 'running', 'stopping', 'stopped', 'shutting-down', 'terminated'] as const;

/** Reads an instance from an answer of the API; undefined if it has no id or no state that is known. */
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

/** Whether it exists and will not be gone soon. */
export function isAlive({ state }: Instance): boolean {
  return state !== 'terminated' && state !== 'shutting-down';
}

/** Whether an Auto Scaling group made it. The group counts, replaces and ends it: it takes none of the role's places. */
export function isOfGroup({ tags }: Pick<Instance, 'tags'>): boolean {
  return tags.has(TAGS.group);
}

/** The number of the place that it takes; undefined if its tags do not say. */
export function slotOf(instance: Pick<Instance, 'tags'>): number | undefined {
  return isOfGroup(instance) ? undefined : wholeNumber(instance.tags.get(TAGS.slot));
}

/** What the host is called that an instance is: `web-1`, or `web-i-0abc` where it takes no place. */
export function hostNameOf(role: string, instance: Pick<Instance, 'id' | 'tags'>): string {
  const slot = slotOf(instance);
  return slot === undefined ? `${role}-${instance.id}` : placeName({ role, slot });
}

/** How many instances had its place before. */
export function generationOf({ tags }: Instance): number {
  return wholeNumber(tags.get(TAGS.generation)) ?? 0;
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
