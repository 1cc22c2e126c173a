import { errorKind, type FckError } from './fck-error.js';

/** What can go wrong while a host is provisioned. */
export const provisionErrors = {
  noPackageManager: errorKind(
    'NO_PACKAGE_MANAGER',
    'The host has none of apt, dnf, yum and apk, so tools cannot be installed on it.',
    (host: string, os: string) => ({
      message: `${host} (${os || 'an unknown system'}) has no package manager that fck knows: apt, dnf, yum or apk.`,
      hint: 'Install the tools by other means: what is found on the PATH is not installed again.',
      host,
    }),
  ),
  goneTool: errorKind(
    'TOOL_GONE',
    'A role asks for a tool that systems no longer offer. The message names what to use instead.',
    (
      host: string,
      tool: string,
      os: string,
      { successor, keys }: { successor: string; keys: readonly string[] },
    ) => ({
      message: `"${tool}" is not on ${host}, and ${os || 'its system'} no longer offers it.`,
      hint: `Use "${successor}" instead of "${tool}" in the role's ${keys.map((key) => `\`${key}\``).join(' and ')}.`,
      host,
    }),
  ),
  severalToolsMissing: errorKind(
    'TOOL_GONE',
    'A role asks for a tool that systems no longer offer. The message names what to use instead.',
    (host: string, missing: readonly FckError[]) => ({
      message: `${missing.length} tools are not on ${host}, and its system does not offer them.`,
      hint: missing.flatMap(({ hint }) => hint ?? []).join(' '),
      detail: missing.map(({ message }) => message).join('\n'),
      host,
    }),
  ),
  toolNotOffered: errorKind(
    'TOOL_NOT_OFFERED',
    'The catalogue knows the tool, but no package that brings it on this system.',
    (host: string, tool: string, os: string) => ({
      message: `The catalogue does not say which package brings "${tool}" on ${host} (${os}).`,
      hint: `Write package:NAME with the package's name on that system, or leave it out if the host has it by other means.`,
      host,
    }),
  ),
  cloudInitRuns: errorKind(
    'CLOUD_INIT_RUNS',
    'cloud-init, the first set-up of a machine in a cloud, did not end in time, so nothing was changed there.',
    (host: string, seconds: number) => ({
      message: `cloud-init still runs on ${host} after ${seconds} s.`,
      hint: `\`fck ssh ${host}\`, then \`cloud-init status --long\` and /var/log/cloud-init-output.log tell what it is doing. Run the same command again once it has ended.`,
      host,
    }),
  ),
  stillUnmet: errorKind(
    'STEP_UNMET',
    'A provision step was applied without an error, and its check still fails: what it does is not what it checks.',
    (host: string, step: string) => ({
      message: `"${step}" was applied on ${host}, and still does not hold.`,
      hint: 'The step of the plugin does something else than its check looks for. -v shows the commands.',
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
