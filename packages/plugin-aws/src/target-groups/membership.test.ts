import { describe, expect, it } from 'vitest';
import { judge } from './membership.js';
import type { Target } from './targets.js';

const target = (id: string, state = 'healthy', reason?: string, port = 80): Target => ({
  id,
  port,
  state,
  reason,
  description: undefined,
});
const beside = (...ids: string[]) => new Set(['i-1', ...ids]);

describe('a host in a target group', () => {
  it.each([
    ['leaves if another one is healthy', [target('i-1'), target('i-2')], beside(), true],
    ['stays if it is alone', [target('i-1')], beside(), false],
    ['stays if all others leave with it', [target('i-1'), target('i-2')], beside('i-2'), false],
    ['stays if the others are not fit', [target('i-1'), target('i-2', 'unhealthy')], beside(), false],
    ['stays if the others are leaving', [target('i-1'), target('i-2', 'draining')], beside(), false],
    ['leaves, though it is not fit itself', [target('i-1', 'unhealthy'), target('i-2')], beside(), true],
  ])('%s', (_, targets, leaving, mayLeave) => {
    expect(judge(targets, 'i-1', leaving)).toMatchObject({ ports: [80], mayLeave });
  });

  it.each([
    ['it was never there', [target('i-2')]],
    ['another run has taken it out', [target('i-1', 'draining'), target('i-2')]],
    ['AWS lists it as unknown', [target('i-1', 'unused', 'Target.NotRegistered'), target('i-2')]],
  ])('is not in, and need not leave, where %s', (_, targets) => {
    expect(judge(targets, 'i-1', beside())).toMatchObject({ ports: [], mayLeave: false });
  });

  it('is put back with every port that it had', () => {
    const targets = [target('i-1', 'healthy', undefined, 80), target('i-1', 'healthy', undefined, 81)];
    expect(judge([...targets, target('i-2')], 'i-1', beside()).ports).toEqual([80, 81]);
  });

  it('gets the advice to switch in smaller waves only where that would help', () => {
    expect(judge([target('i-1'), target('i-2')], 'i-1', beside('i-2')).isBesideOthers).toBe(true);
    expect(judge([target('i-1')], 'i-1', beside('i-2')).isBesideOthers).toBe(false);
  });
});
