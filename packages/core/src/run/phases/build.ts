import type { Build } from '../../api/build.js';
import type { HostContext } from '../../api/contexts.js';
import type { Host } from '../../api/host.js';
import type { BuildRecord } from '../../api/host-state.js';
import type { Role } from '../../api/role.js';
import { WaitedInVain } from '../../hosts/waiting.js';
import { runPhase } from '../phase.js';
import { rolesOf, type Session } from '../session.js';
import { Spreads } from '../spread.js';
import { isPlanUnknown } from '../thrown-status.js';
import { ActivationPreparations } from './activation-preparations.js';
import { inBuildOrder } from './build-order.js';
import { copyBuild, refuseCopyOfPlanned } from './copy-build.js';
import { CopyPreparations } from './copy-preparations.js';
import { type MakingOptions, makeBuild } from './make-build.js';
import { postBuild } from './post-build.js';
import { surveyBuilds } from './survey-builds.js';

/** Gives every host of the roles that build their build: roles that others copy from come first. */
export async function build(session: Session, hosts: readonly Host[]): Promise<void> {
  const { fck } = session;
  const spreads = new Spreads();
  const roles = rolesOf(fck.project.roles, hosts).filter((role) => role.builder !== undefined);
  const preparations = preparationsFor(session, roles, hosts);
  const activation = new ActivationPreparations(session, hosts);
  const optionsOf = await giveNumbers(session, roles, { spreads, preparations, activation });
  try {
    for (const wave of inBuildOrder(session, roles)) {
      const makers = new Map<string, Maker>();
      const inWave = hosts.filter((host) => wave.some((role) => role.name === host.role));
      const last = new Map<Host, Build>();
      const finish = (host: Host, made: Build) =>
        finishOn(session, session.contextOf(host, 'build'), made, spreads);
      try {
        await runPhase(session, 'build', inWave, async (host) => {
          const context = session.contextOf(host, 'build');
          const options = optionsOf(context.role);
          const made = await expecting(session, host, () => buildOn(session, context, options, makers));
          const isCopied = inWave.some((other) => other.role === host.role && other !== host);
          // Later steps may change the build, but not while other hosts copy it.
          if (makers.get(host.role)?.first !== host || !isCopied) return finish(host, made);
          last.set(host, made);
          return made.name;
        });
      } finally {
        await preparations.settled();
        if (last.size > 0) {
          await runPhase(session, 'build', [...last.keys()], async (host) => {
            const made = last.get(host);
            return made && finish(host, made);
          });
        }
      }
    }
  } finally {
    await Promise.all([preparations.discard(), activation.settled()]);
  }
}

/** The host that makes the build of a role; the role's other hosts copy it. */
interface Maker {
  readonly first: Host;
  readonly made: Promise<Build>;
}

/** Does the steps after the build once a host has it, and records it. */
async function finishOn(
  session: Session,
  context: HostContext,
  made: Build,
  spreads: Spreads,
): Promise<string> {
  const finished = (await isFinished(context, made)) ? made : await postBuild(session, context, made);
  spreads.note(finished, context.host);
  await session.fck.hooks.buildSealed.promise({
    ...context,
    build: finished,
    buildPath: context.paths.build(finished.name),
  });
  await context.state.update((data) => ({
    ...data,
    builds: { ...data.builds, [finished.name]: recordFor(context.role.name, data.builds[finished.name]) },
  }));
  session.run.pruneLater(context.host);
  if (context.dryRun) session.run.expectBuild(context.host, finished.name);
  return finished.name;
}

/** A dry run does not make the build, so it is recorded as planned. */
async function expecting<T>(session: Session, host: Host, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    if (isPlanUnknown(thrown)) session.run.expectBuild(host, undefined);
    throw thrown;
  }
}

/** Whether all steps after the build were done before for this role: the record is written last. */
async function isFinished({ role, state }: HostContext, { name }: Build): Promise<boolean> {
  const { builds } = await state.read();
  return builds[name]?.roles?.includes(role.name) ?? false;
}

/** A known build may have served; the only news is that this role has it. */
function recordFor(role: string, known: BuildRecord | undefined): BuildRecord {
  const roles = [...new Set([...(known?.roles ?? []), role])];
  return { ...(known ?? { status: 'ready', at: new Date().toISOString() }), roles };
}

/** The first host of a role makes its build; the others wait for it and copy it. */
async function buildOn(
  session: Session,
  context: HostContext,
  options: MakingOptions,
  makers: Map<string, Maker>,
): Promise<Build> {
  const { role, host } = context;
  const builder = session.fck.builders.get(role.builder ?? '');
  const maker = makers.get(role.name);
  if (builder.kind === 'made' && maker) {
    const { name } = maker.first;
    const made = await session.run.waiting
      .until(host.name, `${name} to make the build`, maker.made)
      .catch((thrown: unknown) => {
        throw isPlanUnknown(thrown) ? thrown : new WaitedInVain(name);
      });
    await options.preparations.settled();
    await copyBuild(session, context, made, maker.first, options.spreads);
    return made;
  }
  const made = makeOrCopy(session, context, options);
  made.catch(() => undefined);
  if (builder.kind === 'made') makers.set(role.name, { first: host, made });
  return made;
}

async function makeOrCopy(session: Session, context: HostContext, options: MakingOptions): Promise<Build> {
  if (context.dryRun) await refuseCopyOfPlanned(session, context);
  return makeBuild(session, context, options);
}

/** Prepares the hosts that will copy: all but the first one of each role that makes a build. */
function preparationsFor(session: Session, roles: readonly Role[], hosts: readonly Host[]): CopyPreparations {
  const of = (role: Role) => hosts.filter((host) => host.role === role.name);
  const makers = roles.filter((role) => makes(session, role)).flatMap((role) => of(role).slice(0, 1));
  const copying = roles.flatMap(of).filter((host) => !makers.includes(host));
  return new CopyPreparations(session, copying, makers);
}

function makes({ fck }: Session, role: Role): boolean {
  return fck.builders.get(role.builder ?? '').kind === 'made';
}

/** Each role that makes a build gets a number of its own: a name never means two different builds. */
async function giveNumbers(
  session: Session,
  roles: readonly Role[],
  shared: Pick<MakingOptions, 'spreads' | 'preparations' | 'activation'>,
): Promise<(role: Role) => MakingOptions> {
  const { highestNumber, rejected } = await surveyBuilds(session);
  const making = roles.filter((role) => makes(session, role));
  return (role) => ({ number: highestNumber + 1 + Math.max(0, making.indexOf(role)), rejected, ...shared });
}
