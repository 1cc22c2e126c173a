import type { Build } from '../api/build.js';
import type { HostContext } from '../api/contexts.js';
import type { Selection } from '../api/selection.js';
import type { VerifyRow } from '../api/verify.js';
import { buildsOn } from '../build/builds-on-host.js';
import { type CheckedBuild, checkBuild, type SomeFiles } from '../build/check-build.js';
import { messageOf } from '../errors/fck-error.js';
import { servingOf } from '../state/serving.js';
import { askHosts } from './ask-hosts.js';
import type { RunContainer } from './run-container.js';
import { Session } from './session.js';
import { statusOfHost } from './status.js';

/** A row, with what hosts are compared by. */
interface Finding {
  readonly row: VerifyRow;
  readonly build?: Build | undefined;
  readonly checked?: CheckedBuild | undefined;
}

/**
 * Proves on every chosen host that the build on its disk is the one that was built, by reading all of its files, and that it serves.
 * Copies of a build on several hosts are compared with each other.
 */
export async function verifyHosts(fck: RunContainer, selection: Selection): Promise<VerifyRow[]> {
  const outcomes = await askHosts(Session.forLooks(fck), selection, 'verify', findingOf);
  const findings = outcomes.map((outcome): Finding => {
    if (outcome.ok) return outcome.result;
    const { name, role } = outcome.item;
    const problems = [messageOf(outcome.error)];
    return { row: { host: name, role, build: undefined, active: false, files: 0, problems } };
  });
  return findings.map((finding) => ({
    ...finding.row,
    problems: [...finding.row.problems, ...differencesToOthers(finding, findings)],
  }));
}

async function findingOf(context: HostContext): Promise<Finding> {
  const { remote, paths, host, role, state } = context;
  const [builds, known, { problem }] = await Promise.all([
    buildsOn(remote, paths),
    state.read(),
    statusOfHost(context),
  ]);
  const { active } = servingOf(known, role.name);
  const build = active === undefined ? builds[0] : builds.find(({ name }) => name === active);
  const serving = problem === undefined ? [] : [problem];
  const row = {
    host: host.name,
    role: role.name,
    build: active ?? build?.name,
    active: active !== undefined,
  };
  if (!build) {
    const lost = active === undefined ? [] : [`${active} serves, and is not on the disk as a finished build`];
    return { row: { ...row, files: 0, problems: [...lost, ...serving] } };
  }
  const checked = await checkBuild(remote, paths, build);
  return {
    row: { ...row, files: checked.files, problems: [...deviations(build, checked), ...serving] },
    build,
    checked,
  };
}

function deviations({ checksum }: Build, checked: CheckedBuild): string[] {
  return [
    ...(checked.checksum === checksum ? [] : ['its list of files was changed']),
    ...named(checked.changed, 'changed or missing'),
    ...named(checked.added, 'added'),
  ];
}

function named({ count, names }: SomeFiles, what: string): string[] {
  if (count === 0) return [];
  const shown = names.slice(0, 3).join(', ');
  return [`${count} file${count === 1 ? '' : 's'} ${what}: ${shown}${count > 3 ? ' …' : ''}`];
}

/**
 * Who can change files can change their list too, but not on all hosts at once. Copies are compared with the one on the host that made
 * the build, or else with the first. `post_build` may change a copy: then it is compared with nothing.
 */
function differencesToOthers({ row, build, checked }: Finding, all: readonly Finding[]): string[] {
  if (!build || !checked || build.altered) return [];
  const copies = all.filter((one) => one.build?.name === build.name && !one.build.altered);
  const origin = copies.find((one) => one.row.host === build.builtBy.host) ?? copies[0];
  if (!origin?.build || !origin.checked || origin.row.host === row.host) return [];
  const { host } = origin.row;
  return [
    ...(origin.build.checksum === build.checksum ? [] : [`it is not the build of that name on ${host}`]),
    ...(origin.checked.others === checked.others
      ? []
      : [`its symbolic links or executable files differ from those on ${host}`]),
  ];
}
