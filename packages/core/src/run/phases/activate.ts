import type { Build } from '../../api/build.js';
import type { Host } from '../../api/host.js';
import { rejectedBuilds } from '../../build/build-status.js';
import { activationErrors } from '../../errors/activation.js';
import { buildErrors } from '../../errors/build.js';
import { remoteErrors } from '../../errors/remote.js';
import { resultsOf } from '../../rollout.js';
import { servingOf } from '../../state/serving.js';
import { runPhase } from '../phase.js';
import { rolesOf, type Session } from '../session.js';
import { FleetActivation } from './fleet-activation.js';
import { surveyRecovered } from './recover.js';
import type { Survey } from './survey.js';

/** The options of `activate`. */
export interface ActivateOptions {
  /** A build by name, instead of the newest. */
  readonly name?: string | undefined;
  /** Undo only the hosts that fail, and go on with the others. */
  readonly goOn?: boolean | undefined;
}

/** Makes the newest build serve on all hosts, as one transaction: see {@link FleetActivation}. */
export async function activate(
  session: Session,
  hosts: readonly Host[],
  { name, goOn = false }: ActivateOptions = {},
): Promise<void> {
  const serving = hostsThatActivate(session, hosts);
  if (serving.length === 0) return noteNothing(session, 'activate');
  const surveys = await surveyRecovered(session, serving);
  const rejected = rejectedBuilds(resultsOf(surveys).map(({ state }) => state));
  const choose = (survey: Survey) => ({
    build: name === undefined ? newestBuild(session, survey, rejected) : named(survey, name),
  });
  await new FleetActivation(session, surveys, { choose, goOn, again: session.options.force }).run();
}

/**
 * Starts a new instance of the serving build on each host, and switches to it like to any other.
 *
 * @throws FckError `NOTHING_SERVES`
 */
export async function restart(
  session: Session,
  hosts: readonly Host[],
  { goOn = false }: ActivateOptions = {},
): Promise<void> {
  const surveys = await surveyRecovered(session, hostsThatActivate(session, hosts));
  const activeOn = ({ context, state }: Survey) => servingOf(state, context.role.name).active;
  const idle = surveys.filter((survey) => survey.ok && activeOn(survey.result) === undefined);
  if (idle.length === surveys.length) throw activationErrors.nothingServes(idle.map(({ item }) => item.name));
  for (const survey of idle) if (survey.ok) survey.result.context.note('Nothing serves here.');
  const choose = (survey: Survey) => ({ build: named(survey, activeOn(survey) ?? '') });
  const serving = surveys.filter((survey) => !idle.includes(survey));
  await new FleetActivation(session, serving, { choose, goOn, again: true }).run();
}

/** Takes the sites down. */
export async function deactivate(session: Session, hosts: readonly Host[]): Promise<void> {
  const serving = hostsThatActivate(session, hosts);
  if (serving.length === 0) return noteNothing(session, 'deactivate');
  await surveyRecovered(session, serving);
  await runPhase(session, 'deactivate', serving, async (host) => {
    await session.fck.hooks.deactivate.promise(session.contextOf(host, 'deactivate'));
    return undefined;
  });
}

/** A pipeline may have only roles that build. */
export function noteNothing({ fck }: Session, what: string): void {
  const text = `Nothing to ${what}: no role of these hosts has an \`activate:\` section.`;
  fck.emit({ type: 'note', level: 'info', text });
}

/** Those of the hosts whose roles serve something. */
export function hostsThatActivate({ fck }: Session, hosts: readonly Host[]): Host[] {
  const roles = rolesOf(fck.project.roles, hosts).filter((role) => role.activates);
  return hosts.filter((host) => roles.some((role) => role.name === host.role));
}

/** The newest build, unless it was rolled back from: such a build is activated only by its name. */
export function newestBuild(
  session: Session,
  { context, builds }: Survey,
  rejected: ReadonlySet<string>,
): Build {
  const { host, role } = context;
  // The newest build may be a planned one.
  if (session.run.hasPlanned(host)) throw remoteErrors.planUnknown(host.name, 'which build is activated');
  const [newest] = builds;
  if (!newest) throw buildErrors.none(host.name, role.name);
  const chosen = builds.find(({ name }) => !rejected.has(name));
  if (!chosen) throw buildErrors.onlyBad(host.name, role.name, newest.name);
  if (chosen !== newest)
    context.warn(
      `${newest.name} was rolled back from, so ${chosen.name} is activated. To activate it nevertheless, name it: fck run activate --build ${newest.name}`,
    );
  return chosen;
}

/** The build with this name on a host. */
export function named({ context, builds }: Survey, name: string): Build {
  const found = builds.find((build) => build.name === name);
  if (found) return found;
  throw buildErrors.unknown(
    context.host.name,
    name,
    builds.map((build) => build.name),
  );
}
