import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Transport } from '../../api/transport.js';
import { localTransport } from '../local.js';
import { WarmShell } from '../shell/warm-shell.js';

let folder: string;
let transport: Transport;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fck-hand-over-'));
  transport = localTransport();
});
afterEach(async () => {
  vi.useRealTimers();
  await transport.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A shell of a host on which `python3` is this script. */
function shellWith(script: string): WarmShell {
  replace(script);
  const path = `PATH=${folder}${delimiter}${process.env.PATH}`;
  return WarmShell.open(transport, { command: `env '${path}' sh`, host: 'web-1', user: 'deploy' });
}

function replace(script: string): void {
  writeFileSync(join(folder, 'python3'), `#!/bin/sh\n${script}\n`);
  chmodSync(join(folder, 'python3'), 0o755);
}

/** The real one, with another beginning of its program. */
const withBeginning = (python: string) => `while [ "$1" != -c ]; do shift; done
program=$2; shift 2
exec ${real()} -I -S -c "${python}
$program" "$@"`;

function real(): string {
  return '$(PATH=$(echo "$PATH" | cut -d: -f2-) command -v python3)';
}

describe('a host without a Python for the helper', () => {
  it.each([
    ['is not there', 'exit 127'],
    ['exits', 'exit 1'],
    ['prints text and exits', 'echo "python3: error while loading shared libraries" >&2; exit 127'],
    ['prints a lot and exits', 'yes python | head -n 20000; exit 3'],
    ['dies', 'kill -s SEGV $$'],
    ['is too old', withBeginning('import sys; sys.version_info = (3, 5, 9)')],
    ['has no json', withBeginning("import sys; sys.modules['json'] = None")],
    ['has no fcntl', withBeginning("import sys; sys.modules['fcntl'] = None")],
  ])('(its python3 %s) gets a shell instead, before and after', async (_, script) => {
    const shell = shellWith(script);
    expect(await shell.look('echo before')).toMatchObject({ stdout: 'before\n' });
    const looks = [shell.look('echo first'), shell.helper(), shell.look('echo second')] as const;
    expect(await Promise.all(looks)).toMatchObject([
      { stdout: 'first\n' },
      undefined,
      { stdout: 'second\n' },
    ]);
    expect(shell.working).toBeUndefined();
    expect(await shell.look('echo after')).toMatchObject({ code: 0, stdout: 'after\n' });
    // It does not try again in this run.
    replace(`exec ${real()} "$@"`);
    expect(await shell.helper()).toBeUndefined();
    await shell.close();
  });

  it('has none in PATH at all', async () => {
    for (const program of ['sh', 'cat', 'locale', 'echo'])
      symlinkSync(`/bin/${program}`, join(folder, program));
    const command = `env PATH=${folder} sh`;
    const shell = WarmShell.open(transport, { command, host: 'web-1', user: 'deploy' });
    // The shell adds the folders of services to it, which have no Python.
    expect(await shell.look('command -v python3 || :')).toMatchObject({ stdout: '' });
    expect(await shell.helper()).toBeUndefined();
    expect(await shell.look('echo after')).toMatchObject({ stdout: 'after\n' });
    await shell.close();
  });

  it('has one that hangs: after a minute, a shell works instead', async () => {
    const shell = shellWith('exec sleep 300');
    await shell.ready();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const starting = shell.helper();
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
    await vi.advanceTimersByTimeAsync(60_000);
    vi.useRealTimers();
    expect(await starting).toBeUndefined();
    expect(await shell.look('echo after')).toMatchObject({ stdout: 'after\n' });
    await shell.close();
  });
});

describe('a host whose python3 is replaced', () => {
  it('keeps the helper that works', async () => {
    const shell = shellWith(`exec ${real()} "$@"`);
    const helper = await shell.helper();
    replace('exit 1');
    const channel = helper?.open({ verb: 'run', argv: ['echo', 'on'] });
    if (!channel) throw new Error('no helper');
    channel.stderr.resume();
    expect(await Promise.all([text(channel.stdout), channel.exit])).toEqual(['on\n', { code: 0 }]);
    expect(await shell.helper()).toBe(helper);
    expect(await shell.look('echo after')).toMatchObject({ stdout: 'after\n' });
    await shell.close();
  });
});
