import { type BuildSealedContext, type Fck, type HostContext, messageOf } from '@fck/core';
import type { Fleet } from './fleet.js';
import { INSTANCE_LABEL } from './hosts/host-of-instance.js';
import { setTags } from './instances/set-tags.js';
import { TAGS } from './instances/tags.js';

/** Tags each instance with the builds that it has and serves, for the AWS console and other tools. */
export function keepBuildTags(fck: Fck, fleet: Fleet): void {
  fck.hooks.buildSealed.tapPromise({ name: 'aws', stage: 100 }, (context: BuildSealedContext) =>
    tagHost(fleet, context, { [TAGS.lastGoodBuild]: context.build.name }),
  );
  fck.hooks.activate.tap({ name: 'aws', stage: 100 }, (context) => {
    if (instanceOf(context) === undefined) return;
    context.finish('tag the instance', () =>
      tagHost(fleet, context, {
        [TAGS.activeBuild]: context.build.name,
        [TAGS.lastGoodBuild]: context.build.name,
      }),
    );
  });
  fck.hooks.deactivate.tapPromise({ name: 'aws', stage: 100 }, (context) =>
    tagHost(fleet, context, { [TAGS.activeBuild]: undefined }),
  );
}

/** A tag that cannot be set is only a warning: the deploy has succeeded, and `fck ec2 sync` sets the tag later. */
async function tagHost(
  fleet: Fleet,
  context: HostContext,
  tags: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const id = instanceOf(context);
  const of = fleet.of(context.role);
  if (id === undefined || !of || context.dryRun) return;
  try {
    await setTags(of.clients, id, tags);
  } catch (thrown) {
    context.warn(`The tags of ${id} were not set: ${messageOf(thrown)} \`fck ec2 sync\` sets them.`);
  }
}

function instanceOf({ host }: HostContext): string | undefined {
  return host.provider === 'aws' ? host.labels[INSTANCE_LABEL] : undefined;
}
