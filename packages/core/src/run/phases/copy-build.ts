import type { Build } from '../../api/build.js';
import type { BuildSources, HostContext } from '../../api/contexts.js';
import type { Host } from '../../api/host.js';
import { remoteErrors } from '../../errors/remote.js';
import type { Session } from '../session.js';
import type { Spreads } from '../spread.js';

/** Copies a build to a host from another one. */
export async function copyBuild(
  session: Session,
  context: HostContext,
  build: Build,
  from: Host,
  spreads: Spreads,
): Promise<void> {
  const { value } = context.fck.distributors.choose(undefined, 'Load one of them only.');
  const sources = waitingSources(session, context, spreads.sources(build, from));
  await value.copy(context, build, from, sources);
}

/** Each source serves few hosts at once: hosts that wait for one are shown as waiting. */
function waitingSources({ run }: Session, { host }: HostContext, sources: BuildSources): BuildSources {
  return {
    lend: async (maySourceBe, work) => {
      const end = run.waiting.begin(host.name, 'a host that is free to copy the build from');
      try {
        return await sources.lend(maySourceBe, (source) => {
          end();
          return work(source);
        });
      } finally {
        end();
      }
    },
  };
}

/**
 * In a dry run, the build of a role that would build does not exist yet.
 *
 * @throws FckError `PLAN_UNKNOWN`, which ends the plan for this host.
 */
export async function refuseCopyOfPlanned(session: Session, context: HostContext): Promise<void> {
  const { fck, role, host } = context;
  const builder = fck.builders.get(role.builder ?? '');
  const sources = builder.dependsOn?.(role.values.get(`build.${role.builder}`)) ?? [];
  const hosts = await Promise.all(sources.map((name) => context.hostsOf(name)));
  if (hosts.flat().some((source) => session.run.hasPlanned(source))) {
    session.run.notePlanned(host);
    throw remoteErrors.planUnknown(host.name, 'copy a build that is only planned');
  }
}
