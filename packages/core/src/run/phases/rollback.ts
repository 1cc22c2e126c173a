import { releasesOn } from '../../activation/release/release-record.js';
import { warningOfReleases } from '../../activation/release/run-release.js';
import {
  type RollbackTarget,
  rollbackTarget,
  type Standing,
} from '../../activation/transaction/rollback-target.js';
import type { Host } from '../../api/host.js';
import { rejectedBuilds } from '../../build/build-status.js';
import { buildIn } from '../../build/find-build.js';
import { servedBefore } from '../../build/served-before.js';
import { buildErrors } from '../../errors/build.js';
import { resultsOf } from '../../rollout.js';
import { servingOf } from '../../state/serving.js';
import { rolesOf, type Session } from '../session.js';
import { type ActivateOptions, hostsThatActivate, named } from './activate.js';
import { FleetActivation } from './fleet-activation.js';
import { surveyRecovered } from './recover.js';
import type { Survey } from './survey.js';

/**
 * Makes an older build serve again, on all hosts, as one transaction like every activation. The build that is left is
 * `rejected` from then on: only its name brings it back.
 *
 * @param options.name the build to go back to; without it, for each role the last one that served well before
 */
export async function rollback(
  session: Session,
  hosts: readonly Host[],
  { name, goOn = false }: ActivateOptions = {},
): Promise<void> {
  const serving = hostsThatActivate(session, hosts);
  if (serving.length === 0)
    throw buildErrors.nothingActivated(rolesOf(session.fck.project.roles, hosts).map((role) => role.name));
  const surveys = await surveyRecovered(session, serving);
  const asked = resultsOf(surveys);
  const rejected = rejectedBuilds(asked.map(({ state }) => state));
  const hostsAsked = asked.map(({ context }) => context.host);
  const roles = name === undefined ? rolesOf(session.fck.project.roles, hostsAsked) : [];
  const targets = new Map(
    roles.map((role) => {
      const ofRole = asked.filter(({ context }) => context.role.name === role.name);
      const standings = ofRole.map((survey) => standingOf(survey, rejected));
      return [role.name, rollbackTarget(role.name, standings)];
    }),
  );
  const targetOf = ({ context }: Survey) => targets.get(context.role.name)?.build ?? name ?? '';
  await confirmPassingReleases(session, asked, targetOf);
  const choose = (survey: Survey) => choiceOf(survey, targets.get(survey.context.role.name), name);
  await new FleetActivation(session, surveys, { choose, goOn, again: session.options.force }).run();
}

/** Asks before older code meets what release commands have changed, such as a database. */
async function confirmPassingReleases(
  { options: { confirm, dryRun } }: Session,
  asked: readonly Survey[],
  targetOf: (survey: Survey) => string,
): Promise<void> {
  if (!confirm || dryRun) return;
  const warnings = await Promise.all(
    asked.map(async (survey) => {
      const build = buildIn(survey.builds, targetOf(survey));
      return build && warningOfReleases(build.name, await releasesOn(survey.context));
    }),
  );
  const found = new Set(warnings.filter((warning) => warning !== undefined));
  if (found.size > 0) await confirm(`${[...found].join('\n')}\nRoll back?`);
}

function standingOf({ context, builds, state }: Survey, rejected: ReadonlySet<string>): Standing {
  const { active, deactivated } = servingOf(state, context.role.name);
  const names = builds.map((build) => build.name);
  return {
    host: context.host.name,
    active: builds.find((build) => build.name === (active ?? deactivated)),
    builds: names.filter((build) => !rejected.has(build)),
    servedBefore: servedBefore(state, context.role.name, names),
  };
}

function choiceOf(survey: Survey, target: RollbackTarget | undefined, name: string | undefined) {
  const build = named(survey, target?.build ?? name ?? '');
  const { active } = servingOf(survey.state, survey.context.role.name);
  const isLeft = active !== build.name && (target === undefined || active === target.from);
  return { build, rejected: isLeft ? active : undefined };
}
