import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { localTransport } from '../local.js';
import { waitForExit } from './wait-for-exit.js';

const open = (line: string) => localTransport().open(line);
/** More than the buffers between two programs hold. */
const MUCH = 'head -c 4000000 /dev/zero | tr "\\0" x';

it('waits for a program whose output has no reader', async () => {
  const channel = await open(`${MUCH}; echo "  no licence" >&2; exit 3`);
  expect(await waitForExit(channel)).toMatchObject({ code: 3, stderrTail: 'no licence' });
});

it('keeps characters whole, however the output is split into pieces', async () => {
  const channel = await open('printf "ung\\303" >&2; sleep 0.2; printf "\\274ltig" >&2');
  expect(await waitForExit(channel)).toMatchObject({ stderrTail: 'ungültig' });
});

it('leaves the output to its reader', async () => {
  const channel = await open(MUCH);
  const [output, { code }] = await Promise.all([text(channel.stdout), waitForExit(channel)]);
  expect([output.length, code]).toEqual([4_000_000, 0]);
});
