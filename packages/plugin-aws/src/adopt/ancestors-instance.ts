import { ancestorsBuild } from '@fck/core';
import { type Instance, isAlive, isOfGroup, slotOf } from '../instances/instance.js';
import { TAGS } from '../instances/tags.js';

/** The tags of fabcloudkit. They name the role of an instance, but not its project. */
export const ANCESTORS_TAGS = {
  role: 'fabcloudkit_role',
  lastGoodBuild: 'fabcloudkit_last_good_build',
  /** The name of the build, and the port of its service: `shop_00041_1a2b3c4 (41237)`. */
  activeBuild: 'fabcloudkit_active_build',
} as const;

/** An instance of fabcloudkit with its future place; undefined if its tags name no build, and so no project. */
export interface Candidate {
  readonly instance: Instance;
  readonly slot: number | undefined;
}

/**
 * The instances of fabcloudkit that may belong to a project, oldest first, each with a free place of the role.
 *
 * @param found instances with fabcloudkit's tag of the role
 * @param own the instances that the role has already
 */
export function candidatesAmong(
  project: string,
  found: readonly Instance[],
  own: readonly Instance[],
): Candidate[] {
  const taken = new Set(own.filter(isAlive).map(slotOf));
  const nextSlot = () => {
    let slot = 1;
    while (taken.has(slot)) slot += 1;
    taken.add(slot);
    return slot;
  };
  return found
    .filter((instance) => isAlive(instance) && !isOfGroup(instance) && !instance.tags.has(TAGS.project))
    .toSorted((a, b) => (a.launchedAt ?? '').localeCompare(b.launchedAt ?? '') || a.id.localeCompare(b.id))
    .flatMap((instance) => {
      const isOurs = isOf(project, instance);
      return isOurs === false ? [] : [{ instance, slot: isOurs ? nextSlot() : undefined }];
    });
}

/** Whether an instance belongs to a project; undefined if its tags name no build. */
function isOf(project: string, { tags }: Instance): boolean | undefined {
  const builds = [ANCESTORS_TAGS.lastGoodBuild, ANCESTORS_TAGS.activeBuild].flatMap(
    (tag) => tags.get(tag)?.split(' ')[0] || [],
  );
  return builds.length === 0 ? undefined : builds.some((build) => ancestorsBuild(project, build) === build);
}

/** The details shown to the user: the instance's state, and fabcloudkit's tags. */
export function aboutAncestors({ state, tags }: Instance): string {
  const active = tags.get(ANCESTORS_TAGS.activeBuild);
  const last = tags.get(ANCESTORS_TAGS.lastGoodBuild);
  return [state, ...(active ? [`serves ${active}`] : last ? [`has ${last}`] : ['no build'])].join(', ');
}
