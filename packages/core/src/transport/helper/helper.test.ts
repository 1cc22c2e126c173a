import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Channel, Exit } from '../../api/transport.js';
import { encodeFrame, kinds } from './frames.js';
import { Helper } from './helper.js';

const PING = 15_000;
const pong = encodeFrame(kinds.pong, 0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A helper whose channel ends as told, or lost if fck ends it. */
function helper(): { helper: Helper; stdout: PassThrough; end(exit: Exit): void; isAborted(): boolean } {
  let end: (exit: Exit) => void = () => undefined;
  let isAborted = false;
  const stdout = new PassThrough();
  const channel: Channel = {
    stdin: new PassThrough().resume(),
    stdout,
    stderr: new PassThrough(),
    exit: new Promise((resolve) => {
      end = resolve;
    }),
    abort() {
      isAborted = true;
      end({ code: null, lost: true });
    },
  };
  return { helper: new Helper(channel, 'web-1'), stdout, end, isAborted: () => isAborted };
}

/** A verb that runs, and whose output is read. */
function running(on: Helper): Channel {
  const verb = on.open({ verb: 'run', argv: ['true'] });
  verb.stdout.resume();
  verb.stderr.resume();
  return verb;
}

it('counts as lost if it answers no question, and so does what it was doing', async () => {
  const hanging = helper();
  const verb = running(hanging.helper);
  await vi.advanceTimersByTimeAsync(5 * PING);
  expect(hanging.isAborted()).toBe(true);
  expect(await verb.exit).toEqual({ code: null, lost: true });
  expect(() => hanging.helper.open({ verb: 'run', argv: ['true'] })).toThrow('the helper has ended');
});

it('does not count as lost while it answers, nor because fck itself was paused', async () => {
  const answering = helper();
  for (let asked = 0; asked < 10; asked += 1) {
    await vi.advanceTimersByTimeAsync(PING);
    answering.stdout.write(pong);
  }
  await vi.advanceTimersByTimeAsync(0);
  vi.setSystemTime(Date.now() + 3_600_000);
  await vi.advanceTimersByTimeAsync(PING);
  expect(answering.isAborted()).toBe(false);
});

it('that a signal ends leaves the outcome of what it was doing unknown', async () => {
  const killed = helper();
  const verb = running(killed.helper);
  killed.end({ code: null, signal: 'SIGKILL', lost: false });
  expect(await verb.exit).toEqual({ code: null, lost: true });
});
