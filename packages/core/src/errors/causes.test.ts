import { expect, it } from 'vitest';
import { activationErrors } from './activation.js';
import { causesOf } from './causes.js';
import { isFckError } from './fck-error.js';
import { failureOf } from './run.js';

const unhealthy = (host: string, status: number, log: string) => ({
  host,
  error: activationErrors.unhealthy(host, 'gunicorn at /', 30, `it answers ${status}`, log),
});

it('names a cause that hit several hosts once, with all of them', () => {
  const log = (pid: number) => `[2026-11-29 23:4${pid % 10}:52 +0000] [${pid}] KeyError: 'REDIS_URL'`;
  const failure = failureOf(
    'prepare',
    [unhealthy('web-1', 500, log(801)), unhealthy('web-2', 500, log(812))],
    2,
  );
  const detail = isFckError(failure) ? (failure.detail ?? '') : '';
  expect(detail).toMatch(/^web-1, web-2: gunicorn at \/ did not become healthy on web-1, web-2 within 30 s/);
  expect(detail.match(/KeyError: 'REDIS_URL'/g)).toHaveLength(1);
  expect(detail.match(/→/g)).toHaveLength(1);
});

it('keeps apart what differs in more than the host', () => {
  const failures = [
    unhealthy('web-1', 500, ''),
    unhealthy('web-10', 500, ''),
    unhealthy('web-2', 404, ''),
    { host: 'web-3', error: new Error('no') },
  ];
  expect(causesOf(failures).map(({ hosts }) => hosts)).toEqual([['web-1', 'web-10'], ['web-2'], ['web-3']]);
});

it('takes names of hosts for names only where they are whole', () => {
  const failures = ['web', 'db.web'].map((host) => ({
    host,
    error: new Error(`web.example on ${host} failed`),
  }));
  expect(causesOf(failures).map(({ hosts }) => hosts)).toEqual([['web', 'db.web']]);
});
