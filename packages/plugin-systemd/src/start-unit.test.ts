import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Service } from '@fck/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ENDED, startCommand } from './start-unit.js';
import { stateCommand, stateOf } from './unit-state.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fck-systemd-'));
  program('sleep', '');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A program that the command finds in place of the real one. It keeps a log of how it was called. */
function program(name: string, script: string): void {
  const path = join(folder, name);
  writeFileSync(path, `#!/bin/sh\necho "${name} $*" >> ${folder}/log\n${script}\n`);
  chmodSync(path, 0o755);
}

/** `systemctl` whose unit is as these properties say. */
const systemctl = (properties: string, start = '') =>
  program('systemctl', `case $1 in show) printf '${properties}' ;; start) ${start || ':'} ;; esac`);

const service: Service = {
  kind: 'gunicorn',
  argv: ['/bin/gunicorn'],
  cwd: '/',
  env: {},
  user: 'nobody',
  endpoint: { kind: 'unix', path: '/run/it/socket' },
  stopSignal: 'TERM',
  stopTimeout: 10,
};

function started(health?: { path: string; hostName?: string }) {
  const { text } = startCommand('shop.web.gunicorn.1.1', service, health);
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
  const { status, stderr } = spawnSync('sh', ['-c', text], { env, encoding: 'utf8', timeout: 60_000 });
  const log = spawnSync('cat', [join(folder, 'log')], { encoding: 'utf8' }).stdout.split('\n');
  return { status, stderr, log, looks: log.filter((line) => line.startsWith('sleep')).length };
}

const running = 'NRestarts=0\\nActiveState=active\\nSubState=running\\nMainPID=0\\n';
const ended =
  'NRestarts=1\\nActiveState=activating\\nSubState=auto-restart\\nMainPID=0\\nExecMainCode=1\\nExecMainStatus=4\\n';

describe('the start of a unit', () => {
  it('enables it, and waits for a second where nothing can be asked', () => {
    systemctl(running);
    const { status, log, looks } = started();
    expect({ status, looks }).toEqual({ status: 0, looks: 10 });
    expect(log).toEqual(
      expect.arrayContaining([
        'systemctl daemon-reload',
        'systemctl enable --quiet fck-shop.web.gunicorn.1.1.service',
        'systemctl start fck-shop.web.gunicorn.1.1.service',
      ]),
    );
  });

  it('is over as soon as it answers well', () => {
    systemctl(running);
    program('curl', "printf '204'");
    const { status, log, looks } = started({ path: '/health', hostName: 'shop.example.com' });
    expect({ status, looks }).toEqual({ status: 0, looks: 0 });
    const asked = log.find((line) => line.startsWith('curl'));
    expect(asked).toContain('--unix-socket /run/it/socket -H Host: shop.example.com http://localhost/health');
  });

  it('waits for its second where it answers badly', () => {
    systemctl(running);
    program('curl', "printf '500'");
    expect(started({ path: '/' })).toMatchObject({ status: 0, looks: 10 });
  });

  it('does not ask again what takes longer than a second to answer', () => {
    systemctl(running);
    program('curl', "printf '000'; exit 28");
    expect(started({ path: '/' })).toMatchObject({ status: 0, looks: 1 });
  });

  it('says how the unit is if it ended, or could not be started', () => {
    systemctl(ended);
    const first = started();
    expect({ ...first, ended: stateOf(first.stderr).ended }).toMatchObject({
      status: ENDED,
      looks: 0,
      ended: 'it ended with exit code 4',
    });
    systemctl(ended, 'exit 1');
    expect(started().status).toBe(ENDED);
  });
});

it('the age of a main process is read from the kernel', () => {
  const stateWith = (pid: number) => {
    systemctl(`MainPID=${pid}\\nNRestarts=0\\nActiveState=active\\nSubState=running\\n`);
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
    const { status, stdout } = spawnSync('sh', ['-c', stateCommand('a').text], { env, encoding: 'utf8' });
    return { status, up: stateOf(stdout).up };
  };
  expect(stateWith(1)).toEqual({ status: 0, up: true });
  // A process that has just ended.
  expect(stateWith(2 ** 30)).toEqual({ status: 0, up: false });
});
