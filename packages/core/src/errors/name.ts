import { errorKind } from './fck-error.js';

/** What can be wrong with a name. */
export const nameErrors = {
  invalid: errorKind(
    'NAME_INVALID',
    'A name has invalid characters. Names become folders, files and parts of commands, so only letters, digits, `_`, `.` and `-` are allowed.',
    (kind: string, name: unknown, rule: string, plugin?: string) => ({
      message: `${JSON.stringify(name) ?? String(name)} cannot be the name of a ${kind}: it ${rule}.`,
      hint: 'Choose another name. If you did not write this one, find its source: a plugin, a provider, or a file on the host.',
      plugin,
    }),
  ),
  host: errorKind(
    'HOST_INVALID',
    'A provider or plugin returned a host whose name, address or user has characters that a shell would interpret, or that could forge a line of output.',
    (role: string, provider: unknown, flaws: readonly string[], plugin?: string) => ({
      message: `The role "${role}" has a host that cannot be used: ${flaws.join('; ')}.`,
      hint: `It comes from ${JSON.stringify(provider) ?? 'a plugin'}. Correct it there. fck connected to nothing.`,
      plugin,
    }),
  ),
};
