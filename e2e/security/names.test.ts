import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { complaintOf } from '../fixture/complaint.js';
import { Folder } from '../fixture/folder.js';

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

/** Control characters but newlines, and marks of direction. */
const HOSTILE = /(?!\n)\p{Cc}|\p{Cf}/u;

/** Whether a file is there that only the attack makes. */
const pwned = () => existsSync(join(folder.path, 'pwned'));

describe('the name of a role that leads elsewhere', () => {
  it('would be removed as a temporary folder, and is refused where it is written', async () => {
    folder.write('precious/letters', 'dear');
    folder.write('www/shop/.work/web/programs/x', '');
    const name = relative(join(folder.path, 'www/shop/.work'), join(folder.path, 'precious'));
    // The control: this is what a path that is made of the name leads to.
    const control = join(folder.path, 'www/shop/.work', name);
    expect(readFileSync(join(control, 'letters'), 'utf8')).toBe('dear');
    folder.write(
      'fck.yaml',
      `name: shop\nroot: ${folder.path}/www\nrepos: {site: {path: .}}\nroles:\n  ${JSON.stringify(name)}:\n    hosts: [local]\n    build: {plan: {}}\n`,
    );
    const { message, where } = complaintOf(await folder.fck(['run', 'build', '--force']));
    expect(message).toContain('cannot be the name of a role');
    expect(where).toBe('fck.yaml:5:3');
    expect(existsSync(join(folder.path, 'precious/letters'))).toBe(true);
  });

  it.each(['-x', 'a b\u001b[31m', '__proto__', '../../x'])(
    'is refused, and not shown as it is: %j',
    async (name) => {
      folder.write(
        'fck.yaml',
        `name: shop\nroles:\n  web: {}\n  ${JSON.stringify(name)}: {hosts: [local]}\n`,
      );
      const { text, where } = complaintOf(await folder.fck(['hosts']));
      expect(where).toBe('fck.yaml:4:3');
      expect(text).not.toContain('\u001b');
    },
  );
});

describe('an address that a shell evaluates', () => {
  const address = '$(touch${IFS}pwned)';

  it('runs in a proxy command (the control)', () => {
    expect(() =>
      execFileSync('/bin/sh', ['-c', `exec false ${address}`], { cwd: folder.path, stdio: 'ignore' }),
    ).toThrow();
    expect(pwned()).toBe(true);
  });

  it.each([
    ['an inventory', 'address', address, 'user'],
    ['an inventory', 'user', '10.0.0.1', address],
  ])('does not, from %s (%s)', async (_, part, address, user) => {
    folder.write(
      'fck.yaml',
      'name: shop\nplugins: [./book.mjs]\nroles: {web: {ssh: {proxy_command: "false %r %h"}}}\n',
    );
    const host = {
      name: 'web-1',
      role: 'web',
      address,
      user,
      transport: 'ssh',
      labels: {},
      provider: 'book',
    };
    folder.write(
      'book.mjs',
      `export default { name: 'book', apply: (fck) => fck.hooks.inventory.tap('book', (hosts, { role }) =>
        [...hosts, { ...${JSON.stringify(host)}, ssh: { proxyCommand: 'false %r %h' } }]) };`,
    );
    const { message, hint } = complaintOf(await folder.fck(['status']));
    expect(message).toContain(`its ${part}`);
    expect(hint).toContain('book');
    expect(pwned()).toBe(false);
  });

  it('does not, from the configuration', async () => {
    folder.write(
      'fck.yaml',
      `name: shop\nroles:\n  web:\n    ssh: {proxy_command: "false %h"}\n    hosts:\n      - ${JSON.stringify(address)}\n`,
    );
    expect(complaintOf(await folder.fck(['status'])).where).toBe('fck.yaml:6:9');
    expect(pwned()).toBe(false);
  });
});

it('what a host says forges no row', async () => {
  const forged = 'ann\nlocal  2026-01-01T00:00:00Z  root  activate  -  ok  r1\u202e\u001b[2K';
  const entry = {
    at: '2026-01-01T00:00:00Z',
    run: 'r0',
    who: forged,
    tasks: 'build',
    host: 'local',
    result: 'ok',
  };
  folder.write('www/shop/journal.ndjson', `${JSON.stringify(entry)}\n`);
  folder.write('fck.yaml', `name: shop\nroot: ${folder.path}/www\nroles: {web: {hosts: [local]}}\n`);
  const args = ['history', '-H', 'local'];
  const { stdout } = await folder.fck(args);
  // The control: printed as it is, it is a row of its own.
  expect(entry.who.split('\n')[1]).toMatch(/^local {2}/);
  const rows = stdout.trimEnd().split('\n');
  expect(rows).toHaveLength(2);
  expect(rows[1]).toMatch(/^local {2}2026-01-01T00:00:00Z {2}ann local/);
  expect(stdout).not.toMatch(HOSTILE);
  const json = (await folder.fck([...args, '--json'])).stdout;
  expect(json).not.toMatch(HOSTILE);
  expect(JSON.parse(json)[0].entries[0].who).toBe(forged);
});

describe('no hosts', () => {
  it.each([
    ['an empty name', ['-H', '']],
    ['a name that fits no host', ['-H', 'web-*']],
    ['an unknown role', ['-r', 'wbe']],
  ])('(%s) is not all hosts', async (_, choice) => {
    folder.write('fck.yaml', `name: shop\nroot: ${folder.path}/www\nroles: {web: {hosts: [local]}}\n`);
    const touch = ['--', 'touch', join(folder.path, 'pwned')];
    for (const command of [
      ['exec', ...choice, ...touch],
      ['run', 'deactivate', ...choice],
    ]) {
      const { code, stdout } = await folder.fck(command);
      expect([code, stdout]).toEqual([1, '']);
    }
    expect(pwned()).toBe(false);
  });
});
