import { errorKind } from '@fck/core';

/** Something that `fck init` needs and can neither find nor ask for. */
export interface Missing {
  /** What is needed, as a part of a sentence. */
  readonly what: string;
  readonly flag: string;
}

/** The errors of `fck init`. */
export const initErrors = {
  configured: errorKind(
    'INIT_CONFIGURED',
    '`fck init` overwrites nothing, and a configuration exists in the folder or above it.',
    (file: string) => ({
      message: `There is a configuration already: ${file}. Nothing was written.`,
      hint: '`fck config` shows it, `fck up` deploys. To begin again, move it away.',
    }),
  ),
  fileInTheWay: errorKind(
    'INIT_FILE_EXISTS',
    'A file that `fck init` was about to make exists. It overwrites nothing.',
    (file: string) => ({
      message: `${file} exists already. Nothing was written.`,
      hint: 'Move it away, and run `fck init` again.',
    }),
  ),
  notGuessed: errorKind(
    'INIT_MISSING',
    '`fck init` asks no questions with `--yes` or without a terminal, and something could not be found in the folder.',
    (missing: readonly Missing[], seen: readonly string[]) => ({
      message: `fck needs to know ${missing.map(({ what }) => what).join(', and ')}. Nothing was written.`,
      hint: [
        `Add ${missing.map(({ flag }) => flag).join(' and ')}${seen.length > 0 ? '' : ', or run it in a terminal to be asked'}.`,
        ...seen,
      ].join('\n'),
    }),
  ),
  noApplication: errorKind(
    'INIT_NO_APPLICATION',
    '`fck init` found no Python application in the folder.',
    (folder: string, djangoFolder: string | undefined) => ({
      message: `There is no WSGI or ASGI application in ${folder}, such as \`app = Flask(__name__)\`. Nothing was written.`,
      hint:
        djangoFolder === undefined
          ? 'Name its module and variable: fck init --app MODULE:VARIABLE. Sites that are not written in Python: docs/other-languages.md.'
          : `The folder ${djangoFolder} has a manage.py: fck init -C ${djangoFolder}`,
    }),
  ),
  wrongValue: errorKind(
    'INIT_VALUE',
    'An option of `fck init` has a value that the configuration cannot have.',
    (option: string, value: string, expected: string) => ({
      message: `${option} cannot be "${value}": ${expected}. Nothing was written.`,
      hint: '`fck help init` shows examples.',
    }),
  ),
  cancelled: errorKind('INIT_CANCELLED', 'A question of `fck init` was not answered.', () => ({
    message: 'The question was not answered. Nothing was written.',
    hint: 'Answers can be given as options, too: `fck help init`.',
  })),
};
