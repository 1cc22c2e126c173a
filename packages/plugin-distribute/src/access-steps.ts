import type { Host, ProvisionContext } from '@fck/core';
import { planAccess } from './access-plan.js';
import { declareGrants } from './grant-step.js';
import { declareKeyPair } from './key-pair-step.js';
import type { AccessSections } from './sections.js';

/**
 * Declares the steps for `create_key_pair`, `allow_access` and `request_access`, including those of other roles that name this one.
 * The side of a grant that is provisioned second completes it.
 */
export async function provisionAccess(context: ProvisionContext, sections: AccessSections): Promise<void> {
  const { role, host, project } = context;
  const { mayFetchFrom, lets } = planAccess(role, project.roles, sections);
  const hasKeyPair = sections.createKeyPair.of(role) ?? false;
  if (hasKeyPair) {
    await declareKeyPair(context);
    for (const name of mayFetchFrom) {
      const targets = await othersOf(context, name);
      declareGrants(
        context,
        `may fetch builds from ${name}`,
        targets.map((to) => ({ from: host, to })),
      );
    }
  } else if (mayFetchFrom.length > 0) {
    context.note(
      `It may fetch builds from ${mayFetchFrom.join(', ')}, but has no key: \`create_key_pair: true\` makes one.`,
    );
  }
  for (const name of lets) {
    const guests = await othersOf(context, name);
    declareGrants(
      context,
      `lets ${name} fetch builds`,
      guests.map((from) => ({ from, to: host })),
    );
  }
}

/** The hosts of a role, without this one. */
async function othersOf(context: ProvisionContext, role: string): Promise<readonly Host[]> {
  const hosts = await context.hostsOf(role);
  if (hosts.length === 0)
    context.note(`${role} has no hosts yet: access is completed once they are provisioned.`);
  return hosts.filter(({ name }) => name !== context.host.name);
}
