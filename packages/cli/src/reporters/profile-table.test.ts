import { expect, test } from 'vitest';
import { fakeIo } from '../testing/fake-io.test.helper.js';
import { ProfileTable } from './profile-table.js';

const cost = {
  phase: 'provision',
  ms: 1234,
  roundTrips: 12,
  channels: 4,
  programs: 9,
  durableWrites: 3,
  bytesSent: 812,
  bytesReceived: 3_400_000,
  connectMs: 400,
  waitMs: 1000,
  remoteMs: 250,
};

test('a row for each phase on each host, and one for the run, on stderr', () => {
  const io = fakeIo();
  const table = new ProfileTable();
  const phases = [cost, { ...cost, phase: 'switch' }];
  const { phase: _, ...total } = { ...cost, channels: 8, programs: 18, durableWrites: 6 };
  table.receive({ v: 1, at: 0, type: 'profile', host: 'web-1', phases, total });
  table.print(io);
  expect(io.stderr.text).toContain(
    'HOST   PHASE          TIME    TRIPS  CHANNELS  PROGRAMS  WRITES  SENT   RECEIVED  CONNECT',
  );
  expect(io.stderr.text).toMatch(
    /^web-1 {2}provision {6}1\.234s {2}12 {5}4 {9}9 {9}3 {7}812 B {2}3\.4 MB {4}0\.400s/m,
  );
  expect(io.stderr.text).toMatch(/^web-1 {2}switch .* 1\.000s {3}0\.250s {9}0\.234s$/m);
  expect(io.stderr.text).toMatch(/^web-1 {2}the whole run {2}1\.234s {2}12 {5}8 {9}18 {8}6 /m);
  expect(io.stdout.text).toBe('');
});

test('nothing, where no host was touched', () => {
  const io = fakeIo();
  new ProfileTable().print(io);
  expect(io.stderr.text).toBe('');
});
