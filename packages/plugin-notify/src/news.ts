import type { Build, RunFailure } from '@fck/core';

/** What is known of a run, for the message about it. */
export interface News {
  readonly project: string;
  readonly run: string;
  readonly tasks: readonly string[];
  /** `up`, `deploy`: undefined if tasks were asked for, and while the run is running. */
  readonly pipeline: string | undefined;
  readonly state: 'running' | 'succeeded' | 'failed' | 'interrupted';
  /** Milliseconds; undefined while it runs. */
  readonly ms: number | undefined;
  /** The build that each role activates. */
  readonly builds: ReadonlyMap<string, Build>;
  readonly failures: readonly RunFailure[];
}

/** A message as every service shows it: plain text, without markup. */
export interface Message {
  readonly title: string;
  readonly lines: readonly string[];
  readonly news: News;
}

const MARKS = { running: '…', succeeded: '✔', failed: '✖', interrupted: '■' } as const;

/** Failures in one message; the others are counted. */
const SHOWN_FAILURES = 8;
/** Characters of one failure: a service cuts or refuses long messages. */
const LONGEST_LINE = 300;

/** Says in a few lines what a run does, or how it ended. */
export function messageAbout(news: News): Message {
  const { project, pipeline, tasks, state, ms } = news;
  const time =
    ms === undefined ? '' : state === 'succeeded' ? ` in ${duration(ms)}` : ` after ${duration(ms)}`;
  return {
    title: `${MARKS[state]} ${project}: ${pipeline ?? tasks.join(', ')} ${state === 'running' ? 'is running' : state}${time}`,
    lines: [...buildLines(news), ...failureLines(news)].map(cut),
    news,
  };
}

function buildLines({ builds }: News): string[] {
  return [...builds].map(([role, { name, sources }]) => {
    const commits = sources.map(
      ({ repo, commit, ref }) =>
        `${repo} ${commit.slice(0, 12)}${ref === undefined || ref === commit ? '' : ` (${ref})`}`,
    );
    return `${role}: ${name}${commits.length > 0 ? `, ${commits.join(', ')}` : ''}`;
  });
}

function failureLines({ failures }: News): string[] {
  const lines = failures
    .slice(0, SHOWN_FAILURES)
    .flatMap((failure) => [failureLine(failure), ...hintLine(failure)]);
  const more = failures.length - SHOWN_FAILURES;
  return more > 0 ? [...lines, `and ${more} more`] : lines;
}

function failureLine({ host, phase, step, message, code }: RunFailure): string {
  const during = step ?? phase;
  return `${host === undefined ? '' : `${host}: `}${oneLine(message)} (${during === undefined ? '' : `${during}, `}${code})`;
}

function hintLine({ hint }: RunFailure): string[] {
  return hint === undefined ? [] : [`→ ${oneLine(hint)}`];
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function cut(line: string): string {
  return line.length <= LONGEST_LINE ? line : `${line.slice(0, LONGEST_LINE - 1)}…`;
}

function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
