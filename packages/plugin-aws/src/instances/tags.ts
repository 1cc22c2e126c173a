import type { Tag } from '@aws-sdk/client-ec2';

/** The tags by which instances are found. Nothing is ever concluded from a tag that is absent. */
export const TAGS = {
  project: 'fck:project',
  role: 'fck:role',
  /** Which of the role's `count` places the instance takes: 1, 2, 3 … */
  slot: 'fck:slot',
  /** How many instances had that place before. */
  generation: 'fck:generation',
  /** The newest build that is on the instance. */
  lastGoodBuild: 'fck:last-good-build',
  /** The build that serves. */
  activeBuild: 'fck:active-build',
  name: 'Name',
  /** AWS itself sets it on the instances of an Auto Scaling group. */
  group: 'aws:autoscaling:groupName',
} as const;

/** Whose place an instance takes. */
export interface Place {
  readonly project: string;
  readonly role: string;
  readonly slot: number;
  readonly generation: number;
}

/** What an instance in a place is called: `web-1`. */
export function placeName({ role, slot }: Pick<Place, 'role' | 'slot'>): string {
  return `${role}-${slot}`;
}

/** Tags by name. */
export type Tags = Readonly<Record<string, string>>;

/** The tags of an instance in a place, with those that the role adds. */
export function tagsOf(place: Place, more: Tags): Tags {
  return {
    [TAGS.name]: `${place.project}-${placeName(place)}`,
    ...more,
    [TAGS.project]: place.project,
    [TAGS.role]: place.role,
    [TAGS.slot]: String(place.slot),
    [TAGS.generation]: String(place.generation),
  };
}

/** Tags as the API takes them. */
export function tagList(tags: Tags): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
