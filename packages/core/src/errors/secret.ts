import { errorKind, type FckError, formatPlace, type Place } from './fck-error.js';

const UNREADABLE_HINT =
  'Run the command, or look at the file, by yourself: it must give the value, and nothing else, on the machine that fck runs on.';

/** What can be wrong with secrets that a configuration refers to. */
export const secretErrors = {
  unreadable: errorKind(
    'SECRET_UNREADABLE',
    'A secret that the configuration takes from elsewhere (`!file PATH`, `!command LINE`, `!secret SOURCE REFERENCE`) could not be read. Nothing was done on any host.',
    (shown: string, why: string, where?: Place, hint: string = UNREADABLE_HINT) => ({
      message: `The secret \`${shown}\` could not be read: ${why}${/[.?!]$/.test(why) ? '' : '.'}`,
      hint,
      where,
    }),
  ),
  tooEarly: errorKind(
    'SECRET_TOO_EARLY',
    'A value of `!secret` is needed where fck cannot wait for its source, before the secrets of a run are read.',
    (shown: string, where?: Place) => ({
      message: `The secret \`${shown}\` is needed here before its source can be asked.`,
      hint: 'Use `!env`, `!file` or `!command` at this place: all tools of secret sources have a command line.',
      where,
    }),
  ),
  envFile: errorKind(
    'ENV_FILE_UNREADABLE',
    'A file that `env_file:` names is missing or cannot be read. Nothing was done on any host.',
    (file: string, why: string, where?: Place) => ({
      message: `The environment file ${file} could not be read: ${why}.`,
      hint: 'Create it with lines of the form NAME=value, or remove it from `env_file:`.',
      where,
    }),
  ),
  inText: errorKind(
    'SECRET_IN_TEXT',
    'A configuration in TypeScript or JavaScript puts a secret from a file or a command into a longer text.',
    (shown: string) => ({
      message: `The secret \`${shown}\` cannot be a part of a text.`,
      hint: 'Make the file or the command give the whole text: secretCommand(\'echo "postgres://shop:$(pass shop/db)@db/shop"\').',
    }),
  ),
  several: errorKind(
    'SECRETS_UNREADABLE',
    'Several secrets that the configuration refers to are missing. Nothing was done on any host.',
    (problems: readonly FckError[]) => ({
      message: `${problems.length} secrets could not be read.`,
      where: problems[0]?.where,
      detail: problems
        .map(({ where, message }) => `${where ? `${formatPlace(where)}  ` : ''}${message}`)
        .join('\n'),
      hint: problems[0]?.hint,
    }),
  ),
};
