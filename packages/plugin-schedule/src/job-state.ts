import { type Command, sh } from '@fck/core';
import { type Owner, placesOf } from './places.js';

/** What systemd knows of a job. Times are ISO 8601. */
export interface JobState {
  readonly runs: boolean;
  readonly next: string | undefined;
  readonly last: string | undefined;
  /** `ok`, or why the last run failed; undefined if it has not run since the host was booted. */
  readonly result: string | undefined;
}

/** Prints what {@link jobState} reads: the properties of the service, then those of the timer. */
export function stateCommand(owner: Owner, job: string): Command {
  const { service, timer } = placesOf(owner, job);
  return sh`export TZ=UTC
systemctl show --property ActiveState,Result,ExecMainStatus,ExecMainStartTimestamp ${service}
systemctl show --property NextElapseUSecRealtime,LastTriggerUSec ${timer}`;
}

/** Reads the output of {@link stateCommand}. */
export function jobState(output: string): JobState {
  const properties = new Map(
    output.split('\n').map((line): [string, string] => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  const began = timeOf(properties.get('ExecMainStartTimestamp'));
  const runs = properties.get('ActiveState') === 'activating';
  return {
    runs,
    next: timeOf(properties.get('NextElapseUSecRealtime')),
    last: began ?? timeOf(properties.get('LastTriggerUSec')),
    result:
      began === undefined || runs
        ? undefined
        : resultInWords(properties.get('Result') ?? '', properties.get('ExecMainStatus') ?? ''),
  };
}

function resultInWords(result: string, status: string): string {
  if (result === 'success') return 'ok';
  if (result === 'timeout') return 'ended after its timeout';
  return result === 'exit-code' ? `failed with exit code ${status}` : `failed: ${result}`;
}

/** `Tue 2026-12-01 03:00:00 UTC` as ISO 8601. */
function timeOf(text: string | undefined): string | undefined {
  const [, day, time] = /^\S+ (\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}:\d{2})/.exec(text ?? '') ?? [];
  return day === undefined ? undefined : `${day}T${time}Z`;
}
