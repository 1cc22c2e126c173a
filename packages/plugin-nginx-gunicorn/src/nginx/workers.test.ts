import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeRemote } from '@fck/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { servingWorkers, workersNow } from './workers.js';

// Looks run in the `sh` of a host.
const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(
  ([program = '']) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0,
);

const WORKER = 'nginx: worker process';

describe.each(shells)('the workers of nginx, as %s finds them', (shell, ...options) => {
  let host = '';

  beforeEach(() => {
    host = mkdtempSync(join(tmpdir(), 'fck-workers-'));
    mkdirSync(join(host, 'bin'));
    write('nginx.pid', '20\n');
    return () => rmSync(host, { recursive: true });
  });

  const write = (name: string, text: string) => writeFileSync(join(host, name), text);

  const runs = (pid: number, name: string, parent: number, title: string) => {
    mkdirSync(join(host, 'proc', String(pid)), { recursive: true });
    write(`proc/${pid}/comm`, `${name}\n`);
    const zeros = '0 '.repeat(17);
    write(`proc/${pid}/stat`, `${pid} (${name}) S ${parent} ${zeros}7${pid} 1 2\n`);
    write(`proc/${pid}/cmdline`, `${title}\0\0\0`);
  };

  /** `nginx` of the host. Without it, the host has no programs at all. */
  const hasNginx = (files: string, compiled: string) => {
    write(
      'bin/nginx',
      `#!/bin/sh\ncase $1 in -T) printf '%s\\n' '${files}' ;; -V) echo 'configure arguments: --with-x ${compiled}' >&2 ;; esac\n`,
    );
    chmodSync(join(host, 'bin/nginx'), 0o755);
    return `${join(host, 'bin')}:${process.env['PATH']}`;
  };

  const remoteWith = (path = '/nonexistent') => {
    const program = execFileSync('sh', ['-c', `command -v ${shell}`], { encoding: 'utf8' }).trim();
    const run = ({ command }: { command: string }) =>
      execFileSync(
        program,
        [...options, '-c', command.replaceAll('/proc/', `${host}/proc/`).replaceAll('/etc/', `${host}/`)],
        { encoding: 'utf8', env: { PATH: path }, stdio: ['ignore', 'pipe', 'pipe'] },
      );
    return fakeRemote({ answers: [['/proc/', run]] });
  };

  const hasConfig = (text: string) => {
    mkdirSync(join(host, 'nginx'));
    write('nginx/nginx.conf', text);
  };

  it('are the children of the master that owns the pid file, without a program', async () => {
    hasConfig(`# pid /nowhere;\nuser www-data;\n  pid   ${host}/nginx.pid;\nworker_processes 2;`);
    runs(1, 'systemd', 0, '/sbin/init');
    runs(20, 'nginx', 1, 'nginx: master process nginx');
    runs(21, 'nginx', 20, WORKER);
    runs(22, 'nginx', 20, `${WORKER} is shutting down`);
    runs(23, 'nginx helper', 20, WORKER);
    runs(31, 'nginx', 30, WORKER);
    // It has ended, and its parent has not noticed yet.
    runs(24, 'nginx', 20, '');
    expect(await workersNow(remoteWith())).toEqual(['21:721', '22:722']);
    expect(await servingWorkers(remoteWith())).toEqual(['21:721']);
  });

  it('are found where an included file names the pid file, or no file does', async () => {
    hasConfig('include /etc/nginx/modules/*.conf;');
    runs(21, 'nginx', 20, WORKER);
    expect(await workersNow(remoteWith(hasNginx(`pid ${host}/nginx.pid;`, '')))).toEqual(['21:721']);
    const compiled = hasNginx('user nginx;', `--pid-path=${host}/nginx.pid`);
    expect(await workersNow(remoteWith(compiled))).toEqual(['21:721']);
  });

  it('are none where nginx does not run, or is not installed', async () => {
    expect(await workersNow(remoteWith())).toEqual([]);
    hasConfig(`pid ${host}/none.pid;`);
    expect(await workersNow(remoteWith())).toEqual([]);
  });
});
