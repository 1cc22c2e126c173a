import { expect, test } from 'vitest';
import { main } from '../main.js';
import { fakeIo } from '../testing/fake-io.test.helper.js';
import { fakeHost, fakeProject } from '../testing/fake-project.test.helper.js';

const hosts = [
  fakeHost('build-1', { role: 'builder' }),
  fakeHost('web-1', { role: 'web' }),
  fakeHost('web-2', { role: 'web' }),
];

async function planned(line: string, roles: Record<string, boolean> = { builder: false, web: true }) {
  const io = fakeIo();
  const code = await main(
    ['app', '--dry-run', ...line.split(' ')],
    io,
    async () => fakeProject({ hosts, roles }).fck,
  );
  return { code, out: io.stdout.text, err: io.stderr.text };
}

test.each([
  ['-- ls -l', 'Would run in the active build on web-1: ls -l'],
  ['--all-hosts -- ls', 'Would run in the active build on web-1, web-2: ls'],
  ['-H web* -- ls', 'Would run in the active build on web-1, web-2: ls'],
  ['--build 3 -- ls', 'Would run in 3 on web-1: ls'],
])('%s: %s', async (line, said) => {
  expect(await planned(line)).toMatchObject({ code: 0, out: `${said}\n` });
});

test('`fck app logs`, as in Kamal, is answered with `fck logs`', async () => {
  expect(await planned('logs')).toMatchObject({ code: 1, err: expect.stringContaining('`fck logs`') });
});

test('roles without `activate:` have no application', async () => {
  const { code, err } = await planned('-- ls', { builder: false, web: false });
  expect(code).toBe(1);
  expect(err).toContain('APP_NO_HOST');
});

test('with several applications, one has to be named', async () => {
  const { code, err } = await planned('-- ls', { builder: true, web: true });
  expect(code).toBe(1);
  expect(err).toContain('fck app -r builder -- COMMAND');
});
