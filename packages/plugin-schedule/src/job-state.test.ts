import { expect, it } from 'vitest';
import { jobState } from './job-state.js';

const TIMER = `NextElapseUSecRealtime=Wed 2026-12-02 03:00:00 UTC
LastTriggerUSec=Tue 2026-12-01 03:00:00 UTC`;

it('says when a job runs next, and how it ended last', () => {
  const ended = (properties: string) => jobState(`${properties}\n${TIMER}`);
  const times = { next: '2026-12-02T03:00:00Z', last: '2026-12-01T04:05:06Z' };
  const began = 'ExecMainStartTimestamp=Tue 2026-12-01 04:05:06 UTC';
  expect(ended(`ActiveState=inactive\nResult=success\nExecMainStatus=0\n${began}`)).toEqual({
    ...times,
    runs: false,
    result: 'ok',
  });
  expect(ended(`ActiveState=failed\nResult=exit-code\nExecMainStatus=3\n${began}`).result).toBe(
    'failed with exit code 3',
  );
  expect(ended(`ActiveState=failed\nResult=timeout\nExecMainStatus=15\n${began}`).result).toBe(
    'ended after its timeout',
  );
  expect(ended(`ActiveState=activating\nResult=success\nExecMainStatus=0\n${began}`)).toEqual({
    ...times,
    runs: true,
    result: undefined,
  });
  expect(ended('ActiveState=inactive\nResult=success\nExecMainStartTimestamp=')).toEqual({
    ...times,
    last: '2026-12-01T03:00:00Z',
    runs: false,
    result: undefined,
  });
  expect(jobState('')).toEqual({ runs: false, next: undefined, last: undefined, result: undefined });
});
