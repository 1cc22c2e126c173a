import { errorKind, type FckError } from './fck-error.js';

/** A tool that a host does not have. */
interface Missing {
  /** Undefined if a plugin's step asks for the package itself. */
  readonly tool?: string | undefined;
  readonly keys: readonly string[];
  /** How fck detects it, so that it may be installed by other means; undefined if only its packages are looked for. */
  readonly seenBy?: string | undefined;
  /** Another tool that may replace it. */
  readonly instead?: string | undefined;
}

/** What can go wrong while a host is provisioned. */
export const provisionErrors = {
  noPackageManager: errorKind(
    'NO_PACKAGE_MANAGER',
    'The host has none of apt, dnf, yum and apk, so fck cannot install tools on it. zypper and pacman are not supported yet.',
    (
      host: string,
      { osName, packageManager }: { readonly osName: string; readonly packageManager: string | undefined },
      missing: readonly Missing[] = [],
    ) => ({
      message: `fck cannot install packages on ${host} (${osName || 'an unknown system'}): ${
        packageManager === 'unknown'
          ? 'it has none of apt, dnf, yum and apk'
          : `its package manager, ${packageManager}, is not supported yet`
      }.`,
      detail: missing.map(describe).join('\n') || undefined,
      hint: byHand(host, missing),
      host,
    }),
  ),
  goneTools: errorKind(
    'TOOL_GONE',
    'A role asks for tools that systems no longer offer. The message names what to use instead.',
    (host: string, os: string, missing: readonly (Missing & { readonly successor: string })[]) => ({
      message: `${list(missing.map(({ tool }) => `"${tool}"`))} ${missing.length === 1 ? 'is' : 'are'} not on ${host}, and ${os || 'its system'} no longer offers ${missing.length === 1 ? 'it' : 'them'}.`,
      hint: missing
        .map(
          ({ tool, keys, successor }) =>
            `Use "${successor}" instead of "${tool}" in ${keys.some((key) => key.endsWith(':')) ? "the role's " : ''}${asked(keys)}.`,
        )
        .join(' '),
      host,
    }),
  ),
  toolsNotOffered: errorKind(
    'TOOL_NOT_OFFERED',
    'The catalogue has no package for a tool on this system: the system does not offer it, or the catalogue does not know its package.',
    (host: string, os: string, missing: readonly Missing[]) => ({
      message: `The catalogue has no package for ${list(missing.map(({ tool }) => `"${tool}"`))} on ${host} (${os}).`,
      detail: missing.map(describe).join('\n'),
      hint: `${instead(missing)}Write package:NAME with the package's name on that system, or leave it out if the host already has the tool.`,
      host,
    }),
  ),
  packagesNotOffered: errorKind(
    'PACKAGE_NOT_OFFERED',
    'No repository of the host offers a package that a role needs. Nothing was changed. The message names the packages, which keys need them, and the repository that has them, if known.',
    (
      host: string,
      os: string,
      {
        missing,
        repository,
      }: { missing: readonly (Missing & { readonly name: string })[]; repository: string },
    ) => ({
      message: `The repositories of ${host} (${os}) do not offer ${list(missing.map(({ name }) => name))}.`,
      detail: missing
        .map(
          ({ name, tool, keys }) =>
            `${name}: ${tool === undefined ? '' : `for ${tool}, `}asked for by ${asked(keys)}`,
        )
        .join('\n'),
      hint: `${instead(missing)}${repository}`,
      host,
    }),
  ),
  severalUnobtainable: errorKind(
    'TOOLS_UNOBTAINABLE',
    'A host cannot install the tools of its role, for several reasons. The message lists each reason and what to do about it.',
    (host: string, causes: readonly FckError[]) => ({
      message: `${host} cannot install the tools of its role, for ${causes.length} reasons.`,
      detail: causes
        .flatMap(({ message, detail, hint }) => [
          `- ${message}`,
          ...(detail?.split('\n') ?? []).map((line) => `  ${line}`),
          ...(hint === undefined ? [] : [`  → ${hint}`]),
        ])
        .join('\n'),
      hint: 'Follow the hint below each reason, then run this again.',
      host,
    }),
  ),
  cloudInitRuns: errorKind(
    'CLOUD_INIT_RUNS',
    'cloud-init, the first set-up of a cloud machine, did not finish in time, so nothing was changed there.',
    (host: string, seconds: number) => ({
      message: `cloud-init still runs on ${host} after ${seconds} s.`,
      hint: `\`fck ssh ${host}\`, then \`cloud-init status --long\` and /var/log/cloud-init-output.log show what it is doing. Run the same command again once it has ended.`,
      host,
    }),
  ),
  stillUnmet: errorKind(
    'STEP_UNMET',
    'A provision step was applied without an error, and its check still fails: the step does not do what it checks.',
    (host: string, step: string) => ({
      message: `"${step}" was applied on ${host}, and its check still fails.`,
      hint: 'The step does something other than what its check looks for. -v shows the commands.',
      host,
    }),
  ),
  duplicateStep: errorKind(
    'STEP_TWICE',
    'Two provision steps of one host have the same name, so `after` could not tell them apart.',
    (step: string) => ({
      message: `Two provision steps are named "${step}".`,
      hint: 'Give each step a name of its own.',
    }),
  ),
  unknownAfter: errorKind(
    'STEP_AFTER_UNKNOWN',
    'A provision step comes `after` one that was not declared before it.',
    (step: string, after: string) => ({
      message: `The step "${step}" comes after "${after}", which was not declared before it.`,
      hint: 'Declare that one first, or drop it from `after`.',
    }),
  ),
};

/** `a, b and c` */
function list(words: readonly string[]): string {
  const unique = [...new Set(words)];
  return unique.length < 2 ? unique.join('') : `${unique.slice(0, -1).join(', ')} and ${unique.at(-1)}`;
}

/** Keys of a role, and other sources that ask for a tool. */
function asked(keys: readonly string[]): string {
  return list(keys.map((key) => (key.endsWith(':') ? `\`${key}\`` : key)));
}

function describe({ tool = 'a package', keys, seenBy }: Missing): string {
  return `${tool}: asked for by ${asked(keys)}${seenBy === undefined ? '' : `, found by ${seenBy}`}`;
}

function instead(missing: readonly Missing[]): string {
  return missing
    .flatMap(({ tool, instead: other }) =>
      other === undefined ? [] : [`"${other}" may replace "${tool}". `],
    )
    .join('');
}

/** What to do where tools have to be installed by hand. */
function byHand(host: string, missing: readonly Missing[]): string {
  const seen = missing.filter(({ seenBy }) => seenBy !== undefined).map(({ tool = '' }) => tool);
  const unseen = missing.filter(({ seenBy }) => seenBy === undefined).map(({ tool = '' }) => tool);
  const others =
    unseen.length === 0
      ? ''
      : ` Leave ${list(unseen)} out of the role, and install ${unseen.length === 1 ? 'it' : 'them'} yourself: only a package manager could detect ${unseen.length === 1 ? 'it' : 'them'}.`;
  if (seen.length === 0 && unseen.length > 0) return others.trim();
  return `Install ${seen.length === 0 ? 'the tools' : list(seen)} on ${host} yourself, then run this again: fck does not install what it finds on the PATH.${others}`;
}
