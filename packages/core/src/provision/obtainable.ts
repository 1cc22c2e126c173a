import type { Facts } from '../api/facts.js';
import type { Remote } from '../api/remote.js';
import { type FckError, isFckError } from '../errors/fck-error.js';
import { provisionErrors } from '../errors/provision.js';
import { type DeclaredStep, isUnobtainable, type WantedTool } from './declared-step.js';
import { adviceOnMissing } from './other-repositories.js';
import { packageFamily, packagesNotOffered } from './packages.js';

/**
 * Checks that a host can get the packages of its unmet steps, before anything is changed. Asks the package manager,
 * which takes a second or more, only if packages are missing.
 *
 * @returns the unmet steps whose packages may come from a repository that is still to be added: they are checked later
 * @throws FckError `PACKAGE_NOT_OFFERED`, `TOOL_GONE`, `TOOL_NOT_OFFERED`, `NO_PACKAGE_MANAGER`, or
 * `TOOLS_UNOBTAINABLE` for several of these
 */
export async function assertObtainable(
  remote: Remote,
  steps: readonly DeclaredStep[],
  holds: readonly (boolean | undefined)[],
): Promise<ReadonlySet<DeclaredStep>> {
  const unmet = steps.filter((_, index) => holds[index] === false);
  const later = judgedLater(unmet);
  const now = unmet.filter((step) => !later.has(step));
  const facts = await remote.facts();
  const causes = [
    ...unobtainable(
      remote.host.name,
      facts,
      now.filter(isUnobtainable).map((step) => step.unobtainable),
    ),
    ...(await notOffered(remote, facts, now)),
  ];
  if (causes.length > 1) throw provisionErrors.severalUnobtainable(remote.host.name, causes);
  if (causes[0]) throw causes[0];
  return later;
}

/**
 * Whether an error says that a host cannot get a package or tool of its role, which is found out before anything is
 * changed.
 */
export function isUnobtainableError(thrown: unknown): boolean {
  return isFckError(thrown) && CODES.has(thrown.code);
}

const CODES: ReadonlySet<string> = new Set([
  'PACKAGE_NOT_OFFERED',
  'TOOL_GONE',
  'TOOL_NOT_OFFERED',
  'NO_PACKAGE_MANAGER',
  'TOOLS_UNOBTAINABLE',
  'PROCESS_MANAGER_MISSING',
]);

/**
 * Whether a step installs packages that add a repository, such as epel-release: they are installed before all others.
 */
export function bringsRepository({ packages }: DeclaredStep): boolean {
  return packages?.some((name) => /(^|-)release(-|$)/.test(name)) ?? false;
}

/** The package steps after a repository that is still to be added, or after a step that they name. */
function judgedLater(unmet: readonly DeclaredStep[]): Set<DeclaredStep> {
  const newRepository = unmet.some(bringsRepository);
  const names = new Set(unmet.filter((step) => step.apply).map(({ name }) => name));
  const added = unmet.findIndex((step) => step.apply && step.addsRepository === true);
  return new Set(
    unmet.filter(
      (step, index) =>
        step.packages &&
        !bringsRepository(step) &&
        (newRepository ||
          (added !== -1 && added < index) ||
          (step.after !== '*' && step.after?.some((name) => names.has(name)))),
    ),
  );
}

/** One error for each reason why tools are not available as packages. */
function unobtainable(host: string, facts: Facts, wanted: readonly WantedTool[]): FckError[] {
  if (wanted.length === 0) return [];
  const gone = wanted.flatMap(({ row, ...tool }) =>
    row?.successor === undefined ? [] : [{ ...tool, successor: row.successor }],
  );
  const others = wanted.filter(({ row }) => row?.successor === undefined).map(missing);
  const causes: FckError[] = [];
  if (gone.length > 0) causes.push(provisionErrors.goneTools(host, facts.osName, gone));
  if (others.length > 0 && packageFamily(facts) === undefined)
    causes.push(provisionErrors.noPackageManager(host, facts, others));
  else if (others.length > 0) causes.push(provisionErrors.toolsNotOffered(host, facts.osName, others));
  return causes;
}

async function notOffered(
  remote: Remote,
  facts: Facts,
  steps: readonly DeclaredStep[],
): Promise<readonly FckError[]> {
  const names = [...new Set(steps.flatMap(({ packages }) => packages ?? []))];
  if (names.length === 0) return [];
  const absent = await packagesNotOffered(remote, names);
  if (absent.length === 0) return [];
  const found = absent.flatMap((name) =>
    steps
      .filter(({ packages }) => packages?.includes(name))
      .map((step) => ({
        name,
        ...('wanted' in step && step.wanted ? missing(step.wanted) : { keys: [`the step "${step.name}"`] }),
      })),
  );
  const repository = adviceOnMissing(absent, facts);
  return [provisionErrors.packagesNotOffered(remote.host.name, facts.osName, { missing: found, repository })];
}

function missing({ tool, keys, row }: WantedTool) {
  const programs = [row?.program ?? []].flat();
  const seenBy = programs.length > 0 ? programs.join(' or ') : (row?.file ?? row?.test?.text);
  return { tool, keys, seenBy, instead: row?.instead };
}
