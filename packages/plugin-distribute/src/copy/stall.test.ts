import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { whileFlowing } from './stall.js';

describe('a stream that is watched for 60 seconds of silence', () => {
  let stream: PassThrough;
  let endWork: () => void;
  let working: Promise<void>;
  const stop = vi.fn();
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    stop.mockClear();
    stream = new PassThrough();
    working = whileFlowing(
      stream,
      60,
      stop,
      () =>
        new Promise((resolve) => {
          endWork = resolve;
        }),
    );
  });
  afterEach(() => vi.useRealTimers());

  it('may take as long as it likes while something comes', () => {
    for (let minute = 0; minute < 10; minute += 1) {
      vi.advanceTimersByTime(50_000);
      stream.emit('data', Buffer.from('x'));
    }
    expect(stop).not.toHaveBeenCalled();
  });

  it('is stopped once nothing came for so long', () => {
    vi.advanceTimersByTime(50_000);
    stream.emit('data', Buffer.from('x'));
    vi.advanceTimersByTime(59_000);
    expect(stop).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(stop).toHaveBeenCalledOnce();
  });

  it('is let be after its end', () => {
    stream.emit('end');
    vi.advanceTimersByTime(600_000);
    expect(stop).not.toHaveBeenCalled();
  });

  it('stops watching once the work is over, even if the stream never ends', async () => {
    stream.emit('data', Buffer.from('x'));
    endWork();
    await working;
    stream.emit('data', Buffer.from('x'));
    expect(vi.getTimerCount()).toBe(0);
  });
});
