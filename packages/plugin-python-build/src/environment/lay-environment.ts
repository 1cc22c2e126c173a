import { type BuildContext, type Checkout, freshFolder, parseJson, sh } from '@fck/core';
import { z } from 'zod';
import { repositoryOf } from '../commands/before-install.js';
import { buildErrors } from '../errors.js';
import { withRefusals } from '../index-refusals.js';
import { lockedFiles, type Making } from '../making.js';
import { virtualenvCommand } from '../managed-python.js';
import { packageSourcesOf } from '../package-sources.js';
import { pipEnvironment } from '../pip-environment.js';
import { type FoundTests, foundTests } from '../unit-tests/test-run.js';
import { type EarlierEnvironment, earlierEnvironment } from './earlier-environment.js';
import { installAll, installerOf, installProjects } from './install.js';
import { aboutMissingData, missingData } from './missing-data.js';
import { type EnvironmentNeeds, foundNeeds, settingsOf } from './needs.js';

/** What `lay` in `python/lay_environment.py` returns. */
const answer = z.lazy(() =>
  z.object({
    needs: foundNeeds,
    why: z.string(),
    pip: z.enum(['nothing', 'projects', 'all']),
    tests: z.record(z.string(), foundTests),
    missing: z.record(z.string(), missingData.nullable()),
    installed: z.array(z.string()),
    backends: z.array(z.string()),
  }),
);

/** What it returns if the lock file cannot be used. */
const refusal = z.lazy(() =>
  z.object({ problem: z.enum(['missing', 'outdated', 'failed', 'tool', 'unknown']), words: z.string() }),
);

/** A complete environment. */
export interface LaidEnvironment {
  /** The dependencies, which the next build compares. */
  readonly needs: EnvironmentNeeds;
  /** How the unit tests of the repositories are run. */
  readonly tests: ReadonlyMap<string, FoundTests>;
  /** Whether its modules are compiled. */
  readonly isCompiled: boolean;
  /** Whether its packages are those of an earlier build. */
  readonly isCopied: boolean;
  /** `NAME==VERSION` of the packages that build backends ran with. */
  readonly backends: readonly string[];
  /** Names of the folders that describe its packages, if they are known already. */
  readonly installed: readonly string[] | undefined;
}

/** What an environment is made from. */
interface Parts {
  readonly checkouts: readonly Checkout[];
  /** The repositories whose tests are run. */
  readonly tested: readonly string[];
  readonly earlier: EarlierEnvironment | undefined;
}

/**
 * Packages the repositories and installs them with their dependencies. If the previous build has the same dependencies, its
 * environment is copied, and only the repositories are installed: by the same process that packages them, without pip.
 *
 * @throws FckError `COMMAND_FAILED` if a build backend fails; `PIP_INSTALL_FAILED`
 */
export async function layEnvironment(
  context: BuildContext,
  making: Making,
  given: Omit<Parts, 'earlier'>,
): Promise<LaidEnvironment> {
  const earlier = earlierEnvironment(context, making);
  const title = titleOf(making, earlier);
  const laid = await context.step(title, () => lay(context, making, { ...given, earlier }));
  const { needs, why, pip, tests, missing, installed, backends } = laid;
  for (const [repo, data] of Object.entries(missing)) {
    // An application finds its files in the folder where it starts.
    const isApplication = making.hasApp && repo === making.reference.repo;
    if (data && !isApplication) context.warn(aboutMissingData(repo, data));
  }
  if (earlier && why !== '')
    context.note(
      `All packages are installed from scratch, since ${earlier.build.name} cannot be copied: ${why}.`,
    );
  if (pip === 'all') await context.step('virtualenv', () => makeVirtualenv(context, making));
  if (pip !== 'nothing') {
    const [installer, install] = pip === 'all' ? [installerOf(making), installAll] : ['pip', installProjects];
    await context.step(`${installer} install`, () => install(context, making));
    if (pip === 'all') await notePackages(context, making, needs);
  }
  const isCompiled = pip === 'nothing';
  return {
    needs,
    tests: new Map(Object.entries(tests)),
    isCompiled,
    isCopied: pip !== 'all',
    backends,
    installed: isCompiled ? installed : undefined,
  };
}

function titleOf({ packages, reference }: Making, earlier: EarlierEnvironment | undefined): string {
  const names = packages.join(' ');
  if (packages.length === 0) return `${earlier ? 'copy the environment of' : 'look at'} ${reference.repo}`;
  return earlier ? `package and install ${names}` : `package ${names}`;
}

async function lay(
  context: BuildContext,
  making: Making,
  { checkouts, tested, earlier }: Parts,
): Promise<z.output<typeof answer>> {
  const { remote, paths, host } = context;
  const { workspace, tools, interpreter, plan, packages, hasApp, reference } = making;
  const sources = packageSourcesOf(context, plan);
  const answerFile = `${workspace.folder}/environment.json`;
  const order = {
    repos: checkouts.map((checkout) => ({
      name: checkout.repo,
      checkout: checkout.path,
      copy: workspace.copyOf(checkout.repo),
      repository: repositoryOf(checkout),
      repository_copy: workspace.repositoryCopyOf(checkout.repo),
      dist: packages.includes(checkout.repo) ? workspace.distOf(checkout.repo) : null,
    })),
    application: hasApp ? reference.repo : null,
    build: workspace.build,
    library: interpreter.library,
    python: workspace.python,
    backends: tools.backends,
    pip_options: sources.words,
    earlier: earlier ? { folder: paths.build(earlier.build.name), ...earlier.needs } : null,
    lock: lockOrder(making, checkouts),
    needs: settingsOf(making),
    tested,
  };
  const names = packages.join(' ');
  const fresh = earlier ? freshFolder(workspace.build) : sh`:`;
  const run = () =>
    remote.run(sh`${fresh} && ${tools.python} ${workspace.program('lay_environment')} ${answerFile}`, {
      title:
        packages.length === 0
          ? `look at what ${reference.repo} needs`
          : earlier
            ? `package ${names}, and install it in a copy of ${earlier.build.name}`
            : `make wheel of ${names}`,
      input: JSON.stringify(order),
      // Options may name folders of the repository.
      cwd: reference.path,
      env: { ...pipEnvironment, ...sources.env },
    });
  const call = { python: tools.python, options: sources, cwd: reference.path };
  await withRefusals(context, call, run);
  const given = parseJson(await remote.query(sh`cat -- ${answerFile}`));
  const refused = refusal.safeParse(given).data;
  if (refused && making.lock) throw buildErrors.lockUnusable(reference.repo, making.lock, refused, host.name);
  return answer.parse(given);
}

/** What `read_lock` in `python/lay_environment.py` needs to know. */
function lockOrder({ lock, plan, reference, workspace }: Making, checkouts: readonly Checkout[]) {
  const checkout = checkouts.find(({ repo }) => repo === reference.repo);
  if (!lock || !checkout) return null;
  return {
    file: lock.file,
    project: checkout.path,
    repository: repositoryOf(checkout),
    copy: `${workspace.folder}/lock`,
    groups: plan.groups,
    extras: plan.extras,
    ...lockedFiles({ workspace }),
  };
}

/** Notes what `fck packages download` has to fetch. A sealed build does not tell which packages came from an index. */
async function notePackages(
  { remote, role }: BuildContext,
  { interpreter, tools, workspace }: Making,
  { projects }: EnvironmentNeeds,
): Promise<void> {
  await remote.run(
    sh`${tools.python} -Es ${workspace.program('note_packages')} ${`${workspace.build}/${interpreter.library}`} ${`${tools.packages}/${role.name}`} ${projects}`,
    { title: 'note the packages of the build', bookkeeping: true },
  );
}

/** Makes the virtualenv that becomes the build. It gets no pip, since nothing is installed into a sealed build. */
async function makeVirtualenv({ remote }: BuildContext, { interpreter, workspace }: Making): Promise<void> {
  await remote.run(
    sh`${freshFolder(workspace.build)} && ${virtualenvCommand(interpreter, workspace.build)}`,
    { title: `make the virtualenv of ${workspace.build}` },
  );
}
