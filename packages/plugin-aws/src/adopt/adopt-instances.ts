import type { AdoptableMachine, Fck } from '@fck/core';
import type { AwsRoleOf, Fleet } from '../fleet.js';
import { describeInstances } from '../instances/describe.js';
import { hostNameOf } from '../instances/instance.js';
import { setTags } from '../instances/set-tags.js';
import { placeName, TAGS, tagsOf } from '../instances/tags.js';
import { ANCESTORS_TAGS, aboutAncestors, candidatesAmong } from './ancestors-instance.js';

/** Lets `fck adopt` find instances by fabcloudkit's tags, and make them hosts by setting fck's tags. */
export function adoptInstances(fck: Fck, fleet: Fleet): void {
  fck.hooks.adopt.tapPromise('aws', async (machines, { role }) => {
    const of = fleet.of(role);
    return of ? [...machines, ...(await adoptableOf(fleet, of))] : machines;
  });
}

async function adoptableOf(fleet: Fleet, of: AwsRoleOf): Promise<AdoptableMachine[]> {
  const { role, clients, settings } = of;
  const project = fleet.fck.project.name;
  const [found, own] = await Promise.all([
    describeInstances(clients, [{ Name: `tag:${ANCESTORS_TAGS.role}`, Values: [role.name] }]),
    fleet.instancesOf(of),
  ]);
  return candidatesAmong(project, found, own).map(({ instance, slot }) => {
    const { id, tags } = instance;
    const machine = { role: role.name, id, about: aboutAncestors(instance) };
    if (slot === undefined) {
      const host = hostNameOf(role.name, instance);
      return { ...machine, host, staysBecause: ofUnknownProject(of, project, id), adopt: async () => {} };
    }
    const place = { project, role: role.name, slot, generation: 1 };
    const name = tags.get(TAGS.name);
    return {
      ...machine,
      host: placeName(place),
      staysBecause: undefined,
      adopt: async () => {
        // The user's own name for the instance is kept.
        await setTags(clients, id, {
          ...tagsOf(place, settings.tags),
          ...(name ? { [TAGS.name]: name } : {}),
        });
        fleet.forget();
      },
    };
  });
}

function ofUnknownProject({ role, account }: AwsRoleOf, project: string, id: string): string {
  const region = account.region === undefined ? '' : ` --region ${account.region}`;
  return `its tags name no build, and so no project. If it is one of ${project}: aws ec2 create-tags${region} --resources ${id} --tags Key=${TAGS.project},Value=${project} Key=${TAGS.role},Value=${role.name}`;
}
