import type { Tag } from '@aws-sdk/client-ec2';

/** The tags that identify instances. A missing tag never proves anything. */
export const TAGS = {
  project: 'fck:project',
  role: 'fck:role',
  /** Which of the role's `count` places the instance takes: 1, 2, 3 … */
  slot: 'fck:slot',
  /** The number of earlier instances in that place. */
  generation: 'fck:generation',
  /** The newest build on the instance. */
  lastGoodBuild: 'fck:last-good-build',
  /** The active build. */
  activeBuild: 'fck:active-build',
  name: 'Name',
  /** Set by AWS itself on the instances of an Auto Scaling group. */
  group: 'aws:autoscaling:groupName',
} as const;

/** The project, role and place of an instance. */
export interface Place {
  readonly project: string;
  readonly role: string;
  readonly slot: number;
  readonly generation: number;
}

/** The name of an instance in a place: `web-1`. */
export function placeName({ role, slot }: Pick<Place, 'role' | 'slot'>): string {
  return `${role}-${slot}`;
}

/** Tags by name. */
export type Tags = Readonly<Record<string, string>>;

/** The tags of an instance in a place, including those of the role. */
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

/** Tags in the form of the API. */
export function tagList(tags: Tags): Tag[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
