import { describe, expect, it } from 'vitest';
import { stateOf } from './unit-state.js';

/** What `systemctl show` prints of a unit, with the age of its main process. */
const printed = (properties: Readonly<Record<string, string | number>>) =>
  Object.entries({
    Result: 'success',
    MainPID: 100,
    NRestarts: 0,
    ExecMainCode: 0,
    ExecMainStatus: 0,
    ActiveState: 'active',
    SubState: 'running',
    ...properties,
  })
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');

const again = { ActiveState: 'activating', SubState: 'auto-restart', MainPID: 0, Result: 'exit-code' };

describe('stateOf', () => {
  it('takes what has run for a second for up, however often it was started before', () => {
    expect(stateOf(printed({ Age: '1.02' }))).toEqual({ up: true, ended: undefined });
    expect(stateOf(printed({ Age: '7.50', NRestarts: 3 }))).toEqual({ up: true, ended: undefined });
  });

  it('waits for what is younger, or about to start', () => {
    expect(stateOf(printed({ Age: '0.30' }))).toEqual({ up: false, ended: undefined });
    expect(stateOf(printed({ ActiveState: 'activating', SubState: 'start', MainPID: 0 }))).toEqual({
      up: false,
      ended: undefined,
    });
  });

  it.each([
    ['it ended with exit code 3', { ...again, ExecMainCode: 1, ExecMainStatus: 3 }],
    ['its program cannot be run', { ...again, ExecMainCode: 1, ExecMainStatus: 203 }],
    ['its user does not exist', { ...again, ExecMainCode: 1, ExecMainStatus: 217 }],
    ['signal 9 ended it', { ...again, SubState: 'auto-restart-queued', ExecMainCode: 2, ExecMainStatus: 9 }],
    ['it ended with exit code 1', { Age: '0.10', NRestarts: 1, ExecMainCode: 1, ExecMainStatus: 1 }],
    [
      'systemd says "start-limit-hit"',
      { ActiveState: 'failed', SubState: 'failed', MainPID: 0, Result: 'start-limit-hit' },
    ],
    ['it does not run', { ActiveState: 'inactive', SubState: 'dead', MainPID: 0 }],
  ])('says: %s', (why, properties) => {
    expect(stateOf(printed(properties))).toEqual({ up: false, ended: why });
  });
});
