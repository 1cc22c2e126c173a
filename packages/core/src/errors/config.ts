import { quote } from '../command/command.js';
import { errorKind, type FckError, formatPlace, type Place } from './fck-error.js';

/** An environment variable that is not set, and where the configuration takes a value from it. */
export interface UnsetVariable {
  readonly name: string;
  readonly where?: Place | undefined;
}

/** Something wrong in a configuration file. */
export interface ConfigProblem {
  readonly message: string;
  readonly hint?: string | undefined;
  readonly where?: Place | undefined;
  /** The plugin whose schema or check found it. */
  readonly plugin?: string | undefined;
  /** The environment variable that is not set, if that is what is wrong. */
  readonly unset?: UnsetVariable | undefined;
}

const editAndTry =
  'Correct it and run the command again; `fck config` shows the configuration as fck understands it.';

/** What can be wrong with configuration files. */
export const configErrors = {
  notFound: errorKind(
    'CONFIG_NOT_FOUND',
    'No configuration file was found in the current folder or above it.',
    (
      directory: string,
      searched: readonly string[],
      end?: { readonly folder: string; readonly has: string },
    ) => ({
      message: `There is no fck configuration in ${directory}${end?.folder === directory ? '' : ' or above it'}.${
        end ? ` The search ends at ${end.folder}, because it has a ${end.has}.` : ''
      }`,
      hint: `\`fck init\` writes one (searched: ${searched.join(', ')}); or name one with --config FILE.`,
    }),
  ),
  untrusted: errorKind(
    'CONFIG_UNTRUSTED',
    'Another user of this machine may write to a configuration file, a role file, a plugin, the folder `.fck`, or the folder of one of them, and could make fck run anything as you. `FCK_TRUSTED` names paths that are trusted nevertheless.',
    (path: string, why: { owner: number; caller: number } | 'world-writable', where?: Place) => ({
      message:
        why === 'world-writable'
          ? `Every user of this machine may write to ${path}, and fck would run its content as you.`
          : `${path} belongs to another user (uid ${why.owner}, you are ${why.caller}), and fck would run its content as you.`,
      hint: `${
        why === 'world-writable' ? `Remove the permission: chmod o-w ${quote(path)}. Or, if` : 'If'
      } you trust everything in it: export FCK_TRUSTED=${quote(path)}`,
      where,
    }),
  ),
  unreadable: errorKind(
    'CONFIG_UNREADABLE',
    'A configuration file exists but could not be read or run.',
    (file: string, why: string, where?: Place, cause?: unknown) => ({
      message: `The configuration could not be read: ${why}`,
      hint: editAndTry,
      where: where ?? { file },
      cause,
    }),
  ),
  missingEnv: errorKind(
    'CONFIG_MISSING_ENV',
    'A value is taken from an environment variable (`!env NAME`, `env("NAME")`) that is not set. Secrets are needed only by the commands that send them; `fck status`, for example, works without.',
    (variables: readonly UnsetVariable[]) => {
      const names = [...new Set(variables.map(({ name }) => name))];
      const [first] = variables;
      return {
        message:
          names.length === 1
            ? `The environment variable ${names[0]} is not set.`
            : `${names.length} environment variables are not set: ${names.join(', ')}.`,
        hint: `Set ${names.length === 1 ? 'it' : 'them'}: export ${names.map((name) => `${name}=…`).join(' ')}`,
        where: first?.where,
        detail: variables.length === 1 ? undefined : variables.map(formatUnset).join('\n'),
      };
    },
  ),
  invalid: errorKind(
    'CONFIG_INVALID',
    'Values of the configuration have the wrong type, or keys are unknown. The message lists every problem with its place.',
    (found: readonly ConfigProblem[]) => {
      const problems = found.map(ofPlugin);
      return {
        message:
          problems.length === 1
            ? (problems[0]?.message ?? '')
            : `The configuration has ${problems.length} problems.`,
        where: problems[0]?.where,
        plugin: problems.length === 1 ? problems[0]?.plugin : undefined,
        hint: problems.length === 1 ? (problems[0]?.hint ?? editAndTry) : editAndTry,
        detail: problems.length === 1 ? undefined : problems.map(formatProblem).join('\n'),
      };
    },
  ),
};

/** All problems as one error: `CONFIG_MISSING_ENV`, if unset variables are all that is wrong; else `CONFIG_INVALID`. */
export function configProblems(problems: readonly ConfigProblem[]): FckError {
  const unset = problems.flatMap((problem) => problem.unset ?? []);
  return unset.length === problems.length ? configErrors.missingEnv(unset) : configErrors.invalid(problems);
}

/** An unset variable as a problem beside others. */
export function unsetProblem(unset: UnsetVariable): ConfigProblem {
  return {
    message: `The environment variable ${unset.name} is not set.`,
    hint: `Set it: export ${unset.name}=…`,
    where: unset.where,
    unset,
  };
}

/** A problem with a value that a tap of `config` set is the plugin's: correcting the file does not help. */
function ofPlugin(problem: ConfigProblem): ConfigProblem {
  const plugin = problem.where?.setBy;
  if (typeof plugin !== 'string') return problem;
  const blame = `The plugin "${plugin}" changed it, in its tap of \`config\`.`;
  return { ...problem, plugin, hint: problem.hint === undefined ? blame : `${blame} ${problem.hint}` };
}

function formatUnset({ name, where }: UnsetVariable): string {
  return where ? `${formatPlace(where)}  ${name}` : name;
}

function formatProblem(problem: ConfigProblem): string {
  const where = problem.where ? `${formatPlace(problem.where)}  ` : '';
  return `${where}${problem.message}${problem.hint ? `\n    ${problem.hint}` : ''}`;
}
