import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fakeHost } from '@fck/testing';
import { expect, it, onTestFinished, vi } from 'vitest';
import { sh } from '../command/command.js';
import { Redactor } from '../command/redact.js';
import { type Secret, secret } from '../command/secret.js';
import { Machine } from '../remote/machine.js';
import { RealChanges } from '../remote/real-changes.js';
import { localTransport } from '../transport/local.js';
import { openForLock } from './lock-channel.js';
import { MachineLock } from './machine-lock.js';

/** This machine as a host. It is disconnected, and the folder removed, when the test ends. */
function bench(folder: string, sudoPassword?: Secret) {
  const host = fakeHost({
    address: 'local',
    transport: 'local',
    user: 'somebody',
    ...(sudoPassword && { sudoPassword }),
  });
  const machine = new Machine(host, async () => localTransport(), new Redactor());
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await machine.disconnect();
    rmSync(folder, { recursive: true });
  });
  return { host, machine };
}

it.each([undefined, secret('for sudo')])(
  'runs as who logs in, whose folder it is, with sudoPassword %s',
  async (sudoPassword) => {
    const root = mkdtempSync(join(tmpdir(), 'fck-lock-'));
    const { machine } = bench(root, sudoPassword);
    const program = sh`IFS= read -r order; echo "it's: $order"`;
    const channel = await openForLock(machine, root, program);
    channel.stdin.end('the first order\n');
    expect(await text(channel.stdout)).toBe("it's: the first order\n");
    expect(await channel.exit).toMatchObject({ code: 0 });
  },
);

/** A `sudo` that refuses every password, and records its input. */
const REFUSING = `#!/bin/sh
printf %s "$4" >&2
while IFS= read -r line; do echo "$line" >>"$FAKE_LOG"; echo 'Versuchen Sie es noch einmal.' >&2; printf %s "$4" >&2; done
echo 'sudo: 1 incorrect password attempt' >&2
exit 1
`;

it('reports at once that sudo refused a password, which it sends once and alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fck-lock-'));
  const log = join(folder, 'given');
  writeFileSync(join(folder, 'sudo'), REFUSING, { mode: 0o755 });
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  vi.stubEnv('FAKE_LOG', log);
  const { host, machine } = bench(folder, secret('not the right one'));
  const changes = new RealChanges(machine, 'root', 'web-1', () => {});
  const claim = {
    root: join(folder, 'not there'),
    run: 'a',
    about: '{}',
    project: '/p',
    journal: '/j',
    abandoned: '{}',
  };
  // A run skips machines that it cannot lock, until it has to change something there.
  const lock = new MachineLock(host, machine, claim, () =>
    lock.take().then(
      () => undefined,
      () => undefined,
    ),
  );
  const attempts = [
    lock.pass(),
    openForLock(machine, join(folder, 'not there'), sh`echo held`),
    changes.run(sh`true`, { input: 'what the command reads' }),
  ];
  const refusal = {
    code: 'SUDO_FAILED',
    hint: expect.stringContaining('`sudo_password` is not the password of somebody'),
  };
  await Promise.all(attempts.map((attempt) => expect(attempt).rejects.toMatchObject(refusal)));
  expect(readFileSync(log, 'utf8')).toBe('not the right one\n');
});

/** A `sudo` that consumes all its input when it reads the password, as sudo-rs does. */
const READING_AHEAD = `#!/bin/sh
[ "$1" != --version ] || { echo 'sudo-rs 0.2.5' >&2; exit; }
[ "$(dd bs=65536 count=1 2>/dev/null | head -n 1)" = 'the password' ] || exit 1
while [ "$1" != -- ]; do shift; done
shift
echo 'a greeting of PAM'
exec "$@"
`;

it('works with a sudo that consumes everything sent behind the password', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fck-lock-'));
  writeFileSync(join(folder, 'sudo'), READING_AHEAD, { mode: 0o755 });
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  const { machine } = bench(folder, secret('the password'));
  const written = join(folder, 'written');
  const outputs: string[] = [];
  const changes = new RealChanges(machine, 'root', 'web-1', (event) => {
    if (event.type === 'output') outputs.push(event.text);
  });

  const command = sh`printf '%s\n' "$TOKEN"; cat >${written}`;
  await changes.run(command, { input: 'its input', env: { TOKEN: secret('its token') } });
  expect(readFileSync(written, 'utf8')).toBe('its input');
  expect(outputs.join('')).not.toContain('fck:');

  const channel = await openForLock(
    machine,
    join(folder, 'not there'),
    sh`read -r order; echo "it's: $order"`,
  );
  channel.stdin.end('the first order\n');
  expect(await text(channel.stdout)).toBe("it's: the first order\n");
});

/** A folder with all programs of this machine except sudo. */
function programsWithoutSudo(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fck-lock-'));
  for (const name of readdirSync('/usr/bin'))
    if (name !== 'sudo' && name !== 'doas') symlinkSync(join('/usr/bin', name), join(folder, name));
  return folder;
}

it('acts as root by doas, where there is no sudo', async () => {
  const folder = programsWithoutSudo();
  const doas = '#!/bin/sh\n[ "$1 $2 $3 $4" = "-n -u root --" ] || exit 1\nshift 4\nBY=doas exec "$@"\n';
  writeFileSync(join(folder, 'doas'), doas, { mode: 0o755 });
  vi.stubEnv('PATH', folder);
  // doas takes no password: the one for sudo reaches no command.
  const { machine } = bench(folder, secret('for sudo'));
  const by = join(folder, 'by');
  await new RealChanges(machine, 'root', 'web-1', () => {}).run(sh`printf %s "$BY" >${by}; cat >>${by}`, {
    input: ', its input',
  });
  expect(readFileSync(by, 'utf8')).toBe('doas, its input');
  const channel = await openForLock(machine, join(folder, 'not there'), sh`echo "$BY"`);
  channel.stdin.end();
  expect(await text(channel.stdout)).toBe('doas\n');
  expect((await (await machine.shell('root')).look('echo "$BY"')).stdout).toBe('doas\n');
});

it.each([
  ['echo "doas: Authentication required" >&2', 'doas refused somebody', '`permit nopass somebody`'],
  ['echo "doas: Operation not permitted" >&2', 'doas refused somebody', '`permit nopass somebody`'],
  [undefined, 'sudo: not found', 'log in as root'],
])('says what refused to act as root: %s', async (refusal, message, hint) => {
  const folder = programsWithoutSudo();
  if (refusal) writeFileSync(join(folder, 'doas'), `#!/bin/sh\n${refusal}\nexit 1\n`, { mode: 0o755 });
  vi.stubEnv('PATH', folder);
  const { machine } = bench(folder);
  const changes = new RealChanges(machine, 'root', 'web-1', () => {});
  await expect(changes.run(sh`true`, {})).rejects.toMatchObject({
    code: 'SUDO_FAILED',
    message: expect.stringContaining(message),
    hint: expect.stringContaining(hint),
  });
});

it('reports that sudo refused a change, in any language of sudo', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fck-lock-'));
  writeFileSync(
    join(folder, 'sudo'),
    '#!/bin/sh\n[ "$LC_ALL" = C ] && echo "sudo: a password is required" >&2 || echo "sudo: Ein Passwort ist notwendig" >&2\nexit 1\n',
    { mode: 0o755 },
  );
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
  vi.stubEnv('LC_ALL', 'de_DE.UTF-8');
  const { machine } = bench(folder);
  const changes = new RealChanges(machine, 'root', 'web-1', () => {});
  await expect(changes.run(sh`true`, {})).rejects.toMatchObject({
    code: 'SUDO_FAILED',
    message: 'sudo refused somebody on web-1: sudo: a password is required',
  });
});
