import type { Build, BuildDraft } from '../../build/build.js';
import { buildFoldersOn } from '../../build/builds-on-host.js';
import { buildName, buildNumber } from '../../build/names.js';
import { pruneBuilds } from '../../build/prune.js';
import { sealBuild } from '../../build/seal.js';
import type { Role } from '../../config/role.js';
import { buildErrors } from '../../errors/build.js';
import { messageOf } from '../../errors/fck-error.js';
import type { Host } from '../../hosts/host.js';
import { inNameOf } from '../../plugin/attribution.js';
import type { BuildRecord } from '../../state/host-state.js';
import type { BuildContext, HostContext } from '../contexts.js';
import { runPhase } from '../phase.js';
import { onEach } from '../rollout.js';
import { rolesOf, type Session } from '../session.js';
import { inBuildOrder } from './build-order.js';
import { copyBuild, refuseCopyOfPlanned } from './copy-build.js';
import { postBuild } from './post-build.js';

/** Gives every host of roles that build their build: roles that others copy from come first. */
export async function build(session: Session, hosts: readonly Host[]): Promise<void> {
  const { fck } = session;
  const roles = rolesOf(fck.project.roles, hosts).filter((role) => role.builder !== undefined);
  const numberOf = await giveNumbers(session, roles);
  for (const wave of inBuildOrder(session, roles)) {
    const makers = new Map<string, { first: Host; made: Promise<Build> }>();
    const inWave = hosts.filter((host) => wave.some((role) => role.name === host.role));
    await runPhase(session, 'build', inWave, async (host) => {
      const context = session.contextOf(host, 'build');
      const made = await buildOn(session, context, numberOf(context.role), makers);
      const finished = await postBuild(session, context, made);
      await fck.hooks.built.promise({
        ...context,
        build: finished,
        buildPath: context.paths.build(finished.name),
      });
      await context.state.update((data) => ({
        ...data,
        builds: { ...data.builds, [finished.name]: recordFor(context.role.name, data.builds[finished.name]) },
      }));
      await pruneBuilds(context);
      return finished.name;
    });
  }
}

/** A build that is known already may have served; all that is new is that this role has it. */
function recordFor(role: string, known: BuildRecord | undefined): BuildRecord {
  const roles = [...new Set([...(known?.roles ?? []), role])];
  return { ...(known ?? { fate: 'good', at: new Date().toISOString() }), roles };
}

/** The first host of a role makes its build; the others wait for it and copy it. */
async function buildOn(
  session: Session,
  context: HostContext,
  number: number,
  makers: Map<string, { first: Host; made: Promise<Build> }>,
): Promise<Build> {
  const { fck } = session;
  const { role, host } = context;
  const builder = fck.builders.get(role.builder ?? '');
  const building = buildContext(session, context, number);
  const maker = makers.get(role.name);
  if (builder.kind === 'made' && maker) {
    const made = await maker.made;
    await copyBuild(context, made, maker.first);
    return made;
  }
  const made = makeBuild(session, context, building);
  made.catch(() => undefined);
  makers.set(role.name, { first: host, made });
  return made;
}

async function makeBuild(session: Session, context: HostContext, building: BuildContext): Promise<Build> {
  if (context.dryRun) await refuseCopyOfPlanned(session, context);
  const made = await session.fck.hooks.build.promise(building);
  if (!made) throw buildErrors.noneMade(context.role.name);
  return made;
}

/** Core's own tap of `build`: the role's builder makes the build, core seals it. */
export async function buildWithBuilder(context: BuildContext): Promise<Build> {
  const { fck, role, remote, paths, host } = context;
  const key = role.builder ?? '';
  const builder = fck.builders.get(key);
  const owner = fck.builders.ownerOf(key);
  const section = role.values.get(`build.${key}`);
  if (builder.kind === 'copied') return inNameOf(owner, () => builder.build(context, section));
  const draft: BuildDraft = await inNameOf(owner, () => builder.build(context, section));
  const facts = await remote.facts();
  const { name, commit, ...rest } = draft;
  return context.step('seal the build', () =>
    sealBuild(remote, paths.build(name), {
      name,
      number: context.number,
      commit,
      createdAt: new Date().toISOString(),
      builtBy: { role: role.name, host: host.name },
      ...rest,
      platform: { arch: facts.arch, libc: facts.libc, ...draft.platform },
    }),
  );
}

function buildContext(session: Session, context: HostContext, number: number): BuildContext {
  return {
    ...context,
    number,
    force: session.options.force,
    nameFor: (commit) => buildName(context.project.name, number, commit),
  };
}

/** Each role that makes a build gets a number of its own: a name never stands for two different builds. */
async function giveNumbers(session: Session, roles: readonly Role[]): Promise<(role: Role) => number> {
  const next = (await highestNumber(session)) + 1;
  const making = roles.filter((role) => session.fck.builders.get(role.builder ?? '').kind === 'made');
  return (role) => next + Math.max(0, making.indexOf(role));
}

/** No build may get a number that another one of the project has, on whichever host. */
async function highestNumber(session: Session): Promise<number> {
  const { fck, options } = session;
  const { project } = fck;
  const hosts = await fck.hosts();
  const outcomes = await onEach(hosts, fck.parallel, async (host) => {
    const folders = await buildFoldersOn(session.remoteOf(host), project.paths);
    return Math.max(0, ...folders.map((folder) => buildNumber(project.name, folder) ?? 0));
  });
  options.signal.throwIfAborted();
  for (const outcome of outcomes) {
    if (!outcome.ok) {
      const text = `Its builds were not counted for the next number: ${messageOf(outcome.error)}`;
      fck.emit({ type: 'note', level: 'warn', host: outcome.item.name, text });
    }
  }
  return Math.max(0, ...outcomes.map((outcome) => (outcome.ok ? outcome.result : 0)));
}
