import type { Build } from '../../api/build.js';
import type { BuildContext, HostContext } from '../../api/contexts.js';
import { buildsOn } from '../../build/builds-on-host.js';
import { linkData, withData } from '../../build/link-data.js';
import { buildName } from '../../build/names.js';
import { removeOwn } from '../../build/own-folder.js';
import { sbomInBuild } from '../../build/sbom.js';
import { sealBuild } from '../../build/seal.js';
import { buildErrors } from '../../errors/build.js';
import { whoRuns } from '../../who.js';
import type { Session } from '../session.js';
import type { Spreads } from '../spread.js';
import type { ActivationPreparations } from './activation-preparations.js';
import { copyBuild } from './copy-build.js';
import type { CopyPreparations } from './copy-preparations.js';
import { previousBuild, unchangedSince } from './previous-build.js';

/** The input of a build that is made in a run. */
export interface MakingOptions {
  readonly number: number;
  /** The names of builds that were rolled back from, on any host. */
  readonly rejected: ReadonlySet<string>;
  readonly spreads: Spreads;
  /** Called as soon as a build is really made. */
  readonly preparations: CopyPreparations;
  /** The same. */
  readonly activation: ActivationPreparations;
}

/**
 * Makes a role's build on a host, or keeps the existing one.
 *
 * @throws FckError `NO_BUILD_MADE`, and whatever its builder throws
 */
export async function makeBuild(
  session: Session,
  context: HostContext,
  options: MakingOptions,
): Promise<Build> {
  const made = await session.fck.hooks.build.promise(await buildContext(session, context, options));
  if (!made) throw buildErrors.noneMade(context.role.name);
  return made;
}

/** Core's own tap of `build`: the role's builder makes the build, core seals it. A kept build is sealed already. */
export async function buildWithBuilder(context: BuildContext): Promise<Build> {
  const { fck, role, remote, paths, host, project } = context;
  const key = role.builder ?? '';
  const builder = fck.builders.get(key);
  const section = role.values.get(`build.${key}`);
  if (builder.kind === 'copied') return builder.build(context, section);
  const draft = await builder.build(context, section);
  if ('checksum' in draft) return draft;
  const facts = await remote.facts();
  const { name, commit, ...rest } = draft;
  await linkData(context, draft).catch(async (thrown: unknown) => {
    await remote.run(removeOwn(paths.build(name)), { title: 'remove the failed build' });
    throw thrown;
  });
  return context.step('seal the build', () =>
    sealBuild(
      remote,
      paths.build(name),
      {
        name,
        number: context.number,
        commit,
        createdAt: new Date().toISOString(),
        builtBy: { role: role.name, host: host.name, by: whoRuns() },
        ...rest,
        ...(rest.recipe ? { recipe: withData(context, rest.recipe) } : {}),
        platform: { arch: facts.arch, libc: facts.libc, ...draft.platform },
      },
      sbomInBuild(project.name, draft),
    ),
  );
}

async function buildContext(
  session: Session,
  context: HostContext,
  { number, rejected, spreads, preparations, activation }: MakingOptions,
): Promise<BuildContext> {
  const { role, remote, paths, state, project } = context;
  const { force } = session.options;
  const [found, known] = await Promise.all([buildsOn(remote, paths), state.read()]);
  const previous = previousBuild(role.name, force ? [] : found, known, rejected);
  return {
    ...context,
    number,
    force,
    nameFor: (commit) => buildName(project.name, number, commit),
    copy: (build, from) => copyBuild(session, context, build, from, spreads),
    previous: previous.build,
    rejected,
    unchanged: (recipe) => {
      const kept = unchangedSince(context, previous, withData(context, recipe));
      if (!kept) {
        preparations.begin();
        activation.begin();
      }
      return kept;
    },
  };
}
