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

/** A process of some seconds, with a name that looks like the fields after it. */
const aged = (seconds: number) => ({
  Uptime: '5000.00 9000.00',
  Process: `100 (a) S 1 2) S 1 100 100 0 -1 4194560 1 0 0 0 1 2 0 0 20 0 1 0 ${Math.round((5000 - seconds) * 100)} 1 2`,
});

const again = { ActiveState: 'activating', SubState: 'auto-restart', MainPID: 0, Result: 'exit-code' };

describe('stateOf', () => {
  it('takes what has run for a second for up, however often it was started before', () => {
    expect(stateOf(printed({ ...aged(1.02) }))).toEqual({ up: true, ended: undefined });
    expect(stateOf(printed({ ...aged(7.5), NRestarts: 3 }))).toEqual({ up: true, ended: undefined });
  });

  it('waits for what is younger, or about to start', () => {
    expect(stateOf(printed({ ...aged(0.3) }))).toEqual({ up: false, ended: undefined });
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
    ['it ended with exit code 1', { ...aged(0.1), NRestarts: 1, ExecMainCode: 1, ExecMainStatus: 1 }],
    [
      'systemd says "start-limit-hit"',
      { ActiveState: 'failed', SubState: 'failed', MainPID: 0, Result: 'start-limit-hit' },
    ],
    ['it does not run', { ActiveState: 'inactive', SubState: 'dead', MainPID: 0 }],
  ])('says: %s', (why, properties) => {
    expect(stateOf(printed(properties))).toEqual({ up: false, ended: why });
  });
});
