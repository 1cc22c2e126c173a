import { errorKind } from '@fck/core';

/** The errors of schedules. */
export const scheduleErrors = {
  noSystemd: errorKind(
    'SCHEDULE_NO_SYSTEMD',
    'A role has a schedule, and one of the hosts that run its jobs was not booted with systemd. Nothing was changed.',
    (host: string, role: string) => ({
      message: `${host} was not booted with systemd, whose timers run the schedule of the role "${role}".`,
      hint: 'Give the role hosts with systemd, or take `schedule` out of it. Hosts with only cron are not supported.',
      host,
    }),
  ),
  jobUnknown: errorKind(
    'JOB_UNKNOWN',
    'No chosen role has a job of that name.',
    (job: string, known: readonly string[]) => ({
      message: `There is no job "${job}".`,
      hint:
        known.length === 0
          ? 'The chosen roles have no jobs: write them below `activate: {schedule: …}`.'
          : `The jobs are: ${known.join(', ')}.`,
    }),
  ),
  jobAmbiguous: errorKind(
    'JOB_AMBIGUOUS',
    'Several roles have a job of that name, so none was run.',
    (job: string, roles: readonly string[]) => ({
      message: `Several roles have a job "${job}": ${roles.join(', ')}.`,
      hint: 'Choose one with -r.',
    }),
  ),
};
