import { type Host, type HostContext, isFckError, messageOf, type ProvisionContext } from '@fck/core';
import { planAccess } from './access-plan.js';
import { complete, type Grant, stateOf } from './grant.js';
import { declareKeyPair } from './key-pair-step.js';
import type { AccessSections } from './sections.js';

/**
 * Declares what `create_key_pair`, `allow_access` and `request_access` ask for, also what other roles ask of this one.
 * Whichever side of a grant is provisioned second completes it.
 */
export async function provisionAccess(context: ProvisionContext, sections: AccessSections): Promise<void> {
  const { role, host, project } = context;
  const { mayLogInTo, lets } = planAccess(role, project.roles, sections);
  const hasKeyPair = sections.createKeyPair.of(role) ?? false;
  if (hasKeyPair) {
    await declareKeyPair(context);
    for (const name of mayLogInTo) {
      const targets = await othersOf(context, name);
      declareGrants(
        context,
        `may log in to ${name}`,
        targets.map((to) => ({ from: host, to })),
      );
    }
  } else if (mayLogInTo.length > 0) {
    context.note(
      `It may log in to ${mayLogInTo.join(', ')}, but has no key: \`create_key_pair: true\` makes one.`,
    );
  }
  for (const name of lets) {
    const guests = await othersOf(context, name);
    declareGrants(
      context,
      `lets ${name} log in`,
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

function declareGrants(context: ProvisionContext, name: string, grants: readonly Grant[]): void {
  if (grants.length === 0) return;
  const told = new Set<string>();
  const noteOnce = (text: string) => {
    if (!told.has(text)) context.note(text);
    told.add(text);
  };
  context.declare({
    name,
    async check() {
      const done = await Promise.all(grants.map((grant) => isSettled(context, grant, noteOnce)));
      return done.every(Boolean);
    },
    async apply() {
      await Promise.all(
        grants.map((grant) => orLater(context, grant, noteOnce, () => complete(context, grant))),
      );
    },
    // Also after the key pair, where this host gets one.
    after: '*',
  });
}

/** Whether there is nothing to be done for a grant: it is complete, or the other side has to come first. */
async function isSettled(context: HostContext, grant: Grant, note: (text: string) => void): Promise<boolean> {
  const state = await orLater(context, grant, note, () => stateOf(context, grant));
  if (state === 'keyless' && grant.from.name !== context.host.name) {
    note(`${grant.from.name} has no key pair yet: it is let in once it is provisioned.`);
  }
  return state !== 'incomplete';
}

/** A host that is down must not keep others from being provisioned: it completes the grant when its own turn comes. */
async function orLater<T>(
  context: HostContext,
  { from, to }: Grant,
  note: (text: string) => void,
  work: () => Promise<T>,
): Promise<T | undefined> {
  const other = from.name === context.host.name ? to : from;
  try {
    return await work();
  } catch (thrown) {
    if (!isFckError(thrown) || thrown.host !== other.name || context.signal.aborted) throw thrown;
    note(
      `Access between ${from.name} and ${to.name} waits until ${other.name} is provisioned: ${messageOf(thrown)}`,
    );
    return undefined;
  }
}
