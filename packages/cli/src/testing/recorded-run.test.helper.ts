import type { FckEvent, FckEventDraft } from '@fck/core';

/** Gives drafts a time of their own, one after the other. */
export function recorded(...drafts: FckEventDraft[]): FckEvent[] {
  return drafts.map((draft, index) => ({ ...draft, v: 1, at: 1_700_000_000_000 + index }) as FckEvent);
}

const onWeb1 = { phase: 'activate', host: 'web-1' } as const;
const onWeb2 = { phase: 'activate', host: 'web-2' } as const;
const nginx = { plugin: 'nginx', step: 'switch to notes_00002' } as const;

/** An activation on two hosts: on one it changes something, on the other it fails. */
export const halfFailedRun: FckEvent[] = recorded(
  { type: 'run:start', run: 'r1', tasks: ['activate'], dryRun: false },
  { type: 'phase:start', phase: 'activate', hosts: ['web-1', 'web-2'] },
  { type: 'host:start', ...onWeb1, role: 'web' },
  { type: 'host:start', ...onWeb2, role: 'web' },
  { type: 'step:end', ...onWeb1, plugin: 'core', step: 'nginx is installed', status: 'ok', ms: 0 },
  { type: 'step:start', ...onWeb1, ...nginx },
  { type: 'change', host: 'web-1', what: 'nginx -s reload', planned: false, ms: 120 },
  { type: 'output', host: 'web-1', stream: 'stderr', text: 'signal process started\n' },
  { type: 'diff', host: 'web-1', path: '/etc/nginx/notes', before: 'a\nold\n', after: 'a\nnew\n' },
  { type: 'step:end', ...onWeb1, ...nginx, status: 'changed', ms: 812 },
  { type: 'step:start', ...onWeb2, ...nginx },
  { type: 'note', level: 'warn', host: 'web-2', plugin: 'nginx', text: 'port 80 is taken' },
  { type: 'step:end', ...onWeb2, ...nginx, status: 'failed', ms: 400 },
  { type: 'host:end', ...onWeb1, status: 'changed', ms: 1500 },
  { type: 'host:end', ...onWeb2, status: 'failed', ms: 600, note: 'nginx does not serve the new build' },
  { type: 'phase:end', phase: 'activate', ok: false, ms: 1600 },
  { type: 'run:end', run: 'r1', ok: false, ms: 61_000, failures: [] },
);

/** A dry run that would install a package and write a file. */
export const plannedRun: FckEvent[] = recorded(
  { type: 'run:start', run: 'r2', tasks: ['provision'], dryRun: true },
  { type: 'phase:start', phase: 'provision', hosts: ['web-1', 'web-2'] },
  { type: 'host:start', phase: 'provision', host: 'web-1', role: 'web' },
  { type: 'host:start', phase: 'provision', host: 'web-2', role: 'web' },
  { type: 'change', host: 'web-1', what: 'install nginx', planned: true },
  {
    type: 'step:end',
    phase: 'provision',
    host: 'web-1',
    plugin: 'core',
    step: 'nginx is installed',
    status: 'planned',
    ms: 1,
  },
  { type: 'change', host: 'web-1', what: 'write /etc/motd', planned: true },
  { type: 'diff', host: 'web-1', path: '/etc/motd', before: undefined, after: 'hello\n' },
  {
    type: 'step:end',
    phase: 'provision',
    host: 'web-1',
    plugin: 'motd',
    step: 'a greeting',
    status: 'planned',
    ms: 1,
  },
  {
    type: 'step:end',
    phase: 'provision',
    host: 'web-2',
    plugin: 'core',
    step: 'nginx is installed',
    status: 'ok',
    ms: 0,
  },
  { type: 'host:end', phase: 'provision', host: 'web-1', status: 'planned', ms: 9 },
  { type: 'host:end', phase: 'provision', host: 'web-2', status: 'ok', ms: 9 },
  { type: 'phase:end', phase: 'provision', ok: true, ms: 10 },
  { type: 'run:end', run: 'r2', ok: true, ms: 10, failures: [] },
);
