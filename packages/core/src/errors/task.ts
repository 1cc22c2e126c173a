import { errorKind, type Place } from './fck-error.js';

/** What can be wrong with the files of the folder `tasks` beside the configuration. */
export const taskErrors = {
  failedToLoad: errorKind(
    'TASK_LOAD_FAILED',
    'A file of the folder `tasks` could not be run, so that its task is not known.',
    (
      file: string,
      why: string,
      more: { cause: unknown; hint?: string | undefined; where?: Place | undefined },
    ) => ({
      message: `${file} could not be loaded: ${why}`,
      hint:
        more.hint ??
        'Correct it, or move it out of the folder: files whose names begin with `_` are no tasks.',
      where: more.where,
      cause: more.cause,
    }),
  ),
  slowToLoad: errorKind(
    'TASK_LOAD_TIMEOUT',
    'A file of the folder `tasks` did not finish loading in time.',
    (file: string, seconds: number) => ({
      message: `${file} was not loaded within ${seconds} s: it waits for something that never happens.`,
      hint: 'Work belongs into `run`. If the file has to wait, raise `limits: {load: SECONDS}`.',
    }),
  ),
};
