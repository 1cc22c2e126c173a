import { type HostContext, isFckError, messageOf, type ProvisionContext } from '@fck/core';
import { complete, type Grant, stateOf } from './grant.js';

/** Declares one step that completes a host's grants, as far as their other sides exist. */
export function declareGrants(context: ProvisionContext, name: string, grants: readonly Grant[]): void {
  if (grants.length === 0) return;
  const told = new Set<string>();
  const noteOnce = (text: string) => {
    if (!told.has(text)) context.note(text);
    told.add(text);
  };
  // The other sides may become ready at any moment, and then complete the grants.
  const left = new Set<Grant>();
  context.declare({
    name,
    async check() {
      const open = grants.filter((grant) => !left.has(grant));
      const settled = await Promise.all(open.map((grant) => isSettled(context, grant, noteOnce)));
      return settled.every(Boolean);
    },
    async apply() {
      await Promise.all(
        grants.map(async (grant) => {
          const done = await orLater(context, grant, noteOnce, () => complete(context, grant));
          if (!done) left.add(grant);
        }),
      );
    },
    // Also after the key pair, if this host gets one.
    after: '*',
  });
}

/** Whether a grant needs nothing now: it is complete, or the other side has to come first. */
async function isSettled(context: HostContext, grant: Grant, note: (text: string) => void): Promise<boolean> {
  const state = await orLater(context, grant, note, () => stateOf(context, grant));
  if (state === 'keyless' && grant.from.name !== context.host.name) {
    note(`${grant.from.name} has no key pair yet: it may fetch builds once it is provisioned.`);
  }
  return state !== 'incomplete';
}

/** A host that is down must not prevent provisioning of others: it completes the grant when it is provisioned itself. */
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
