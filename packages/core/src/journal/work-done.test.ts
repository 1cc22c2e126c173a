import { describe, expect, it } from 'vitest';
import type { FckEventDraft } from '../api/events.js';
import type { JournalHead } from './journal-head.js';
import { parseJournal } from './recorded-run.js';
import { checkResumable } from './resumable.js';
import { factsOf } from './run-facts.js';
import { isRunning, thisProcess } from './run-process.js';
import { workDoneBy } from './work-done.js';

const head: JournalHead = {
  journal: 1,
  run: '20261123T021441Z-ab05e6',
  at: 1000,
  tasks: ['provision', 'build'],
  args: {},
  withheld: [],
  roles: [],
  hosts: [],
  force: false,
  who: 'ann@laptop',
  process: { machine: 'laptop', pid: 1, mark: '1' },
  version: '1.0.0',
  config: { file: 'fck.yaml', digest: '' },
};

const journalOf = (drafts: readonly FckEventDraft[], more: Partial<JournalHead> = {}, rest = '') => {
  const events = drafts.map((draft, index) => ({ v: 1, at: 1001 + index, ...draft }));
  const run = parseJournal(
    [{ ...head, ...more }, ...events].map((line) => `${JSON.stringify(line)}\n`).join('') + rest,
  );
  if (!run) throw new Error('this is no journal');
  return run;
};

const begun = (task: string, ...hosts: string[]): FckEventDraft[] => [
  { type: 'task:start', task, hosts },
  ...hosts.map((host) => ({ type: 'host:start', phase: task, host, role: 'web' }) as const),
];
const onHost = (phase: string, host: string, status: 'changed' | 'ok' | 'failed'): FckEventDraft => ({
  type: 'host:end',
  phase,
  host,
  status,
  ms: 1,
});
const ended = (task: string, status: 'ok' | 'failed' | 'skipped', code = 'X'): FckEventDraft => ({
  type: 'task:end',
  task,
  status,
  ms: 1,
  ...(status === 'failed' ? { code, note: 'it broke' } : {}),
});
const over = (ok: boolean, run = head.run): FckEventDraft => ({
  type: 'run:end',
  run,
  ok,
  ms: 7,
  failures: [],
});

describe('the work that a run has done', () => {
  it('are the tasks that succeeded, and the hosts on which one did', () => {
    const run = journalOf([
      ...begun('provision', 'a', 'b', 'c'),
      onHost('provision', 'a', 'changed'),
      onHost('provision', 'b', 'failed'),
      { type: 'host:end', phase: 'other', host: 'c', status: 'ok', ms: 1 },
      ended('provision', 'failed'),
      over(false),
    ]);
    expect(workDoneBy(run)).toEqual({
      run: head.run,
      once: [],
      done: [],
      doneOn: [{ task: 'provision', hosts: ['a'] }],
    });
  });

  it('ignores a last line that is cut off, and lines of another format', () => {
    const events = [...begun('provision', 'a'), ended('provision', 'ok')];
    const run = journalOf(events, {}, '{"at":5,"type":"hologram"}\nnull\n{"at":9,"type":"task:en');
    expect(workDoneBy(run).done).toEqual(['provision']);
    expect(run.events).toHaveLength(3);
  });

  it('is never more than was done, wherever the journal is cut off', () => {
    const events = [
      ...begun('provision', 'a', 'b'),
      onHost('provision', 'a', 'changed'),
      onHost('provision', 'b', 'ok'),
      ended('provision', 'ok'),
    ];
    const lines = [head, ...events.map((event) => ({ v: 1, at: 1, ...event }))].map((line) =>
      JSON.stringify(line),
    );
    const ends = lines.map((_line, index) => lines.slice(0, index + 1).join('\n').length);
    const text = lines.join('\n');
    for (let length = ends[0] ?? 0; length <= text.length; length += 1) {
      const run = parseJournal(text.slice(0, length));
      const whole = ends.filter((end) => end <= length).length;
      expect(run && workDoneBy(run)).toEqual(workDoneBy(journalOf(events.slice(0, whole - 1))));
    }
  });

  it('includes the work of the run that it resumed', () => {
    const migrated = { plugin: 'shop', role: 'web', name: 'migrate', host: 'a' };
    const resumes = {
      run: 'before',
      done: ['create'],
      doneOn: [{ task: 'provision', hosts: ['a'] }],
      once: [migrated],
    };
    const run = journalOf([...begun('provision', 'b'), onHost('provision', 'b', 'ok')], { resumes });
    expect(workDoneBy(run)).toEqual({
      run: head.run,
      done: ['create'],
      doneOn: [{ task: 'provision', hosts: ['a', 'b'] }],
      once: [migrated],
    });
  });
});

describe('how a run ended', () => {
  it.each([
    ['ok', true, [ended('build', 'ok'), over(true)]],
    ['failed', true, [ended('build', 'failed'), over(false)]],
    ['interrupted', true, [ended('build', 'failed', 'INTERRUPTED'), over(false)]],
    ['running', true, begun('build', 'a')],
    ['killed', false, begun('build', 'a')],
    ['killed', false, [over(true, 'a run that this one began')]],
  ] as const)('%s', (result, isAlive, drafts) => {
    expect(factsOf(journalOf(drafts), () => isAlive).result).toBe(result);
  });

  it('has the failure, its place, and the duration', () => {
    expect(
      factsOf(journalOf([...begun('build', 'a', 'b'), ended('build', 'failed'), over(false)]), () => false),
    ).toMatchObject({ hosts: ['a', 'b'], failure: 'build: it broke', ms: 7 });
    expect(factsOf(journalOf(begun('build', 'a')), () => false).ms).toBe(2);
  });
});

describe('a run cannot be resumed', () => {
  it.each([
    ['RESUME_NOTHING', [over(true)], {}, undefined],
    ['RESUME_RUNNING', begun('build', 'a'), {}, undefined],
    ['RESUME_WITHHELD', [over(false)], { withheld: ['token'] }, undefined],
    ['RESUME_OTHER_TASKS', [over(false)], {}, ['provision']],
    ['RESUME_OTHER_TASKS', [over(true)], {}, ['provision', 'activate']],
  ] as const)('%s', (code, drafts, more, tasks) => {
    const facts = factsOf(journalOf(drafts, more as Partial<JournalHead>), () => true);
    expect(() => checkResumable(facts, { tasks })).toThrow(expect.objectContaining({ code }));
  });

  it('unless it failed or was killed', () => {
    expect(() =>
      checkResumable(
        factsOf(journalOf([over(false)]), () => true),
        { tasks: head.tasks },
      ),
    ).not.toThrow();
    expect(() =>
      checkResumable(
        factsOf(journalOf([]), () => false),
        {},
      ),
    ).not.toThrow();
  });
});

it('a process is identified by more than its id', () => {
  const here = thisProcess();
  expect(isRunning(here)).toBe(true);
  expect(isRunning({ ...here, machine: 'elsewhere' })).toBe(false);
  expect(isRunning({ ...here, pid: 2 ** 22 + 1 })).toBe(false);
  if (process.platform === 'linux') expect(isRunning({ ...here, mark: '1' })).toBe(false);
});

it('other files are no journals', () => {
  for (const text of ['', '{}', 'null\n', '{"journal":1}\n', JSON.stringify({ ...head, journal: 2 })])
    expect(parseJournal(text)).toBeUndefined();
});
