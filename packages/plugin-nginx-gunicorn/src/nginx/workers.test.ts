import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { fakeRemote } from '@fck/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import { onlyNewServe, workersNow } from './workers.js';

const PYTHON = fileURLToPath(new URL('../../python/', import.meta.url));

/** Calls a function of the helper's form, for a host in a folder. */
const call = (host: string, of: string) =>
  `import nginx_workers as m, sys; m.PROC, m.MAIN_FILE = '${host}/proc', '${host}/nginx/nginx.conf'; m.${of}`;

// Looks run in the `sh` of a host, or in the helper.
const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh'], ['python3']].filter(
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
    const run = ({ command }: { command: string }) => {
      const script = command.replaceAll('/proc/', `${host}/proc/`).replaceAll('/etc/', `${host}/`);
      const isPython = shell === 'python3';
      const args = isPython ? ['-c', call(host, 'show(sys.argv[1])'), script] : [...options, '-c', script];
      // Only the helper's form may start a shell.
      const env = { PATH: isPython && path === '/nonexistent' ? '/bin' : path, PYTHONPATH: PYTHON };
      return execFileSync(program, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
    };
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
    expect(await onlyNewServe(remoteWith(), ['20:720'])).toBe(true);
    expect(await onlyNewServe(remoteWith(), ['21:721'])).toBe(false);
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

  it.runIf(shell === 'python3')('are waited for until only new ones serve', async () => {
    hasConfig(`pid ${host}/nginx.pid;`);
    runs(21, 'nginx', 20, WORKER);
    const waiting = spawn('python3', ['-c', call(host, "show_after_reload('', ['21:721'], 30)")], {
      env: { ...process.env, PYTHONPATH: PYTHON },
    });
    const shown = text(waiting.stdout);
    runs(22, 'nginx', 20, WORKER);
    runs(21, 'nginx', 20, `${WORKER} is shutting down`);
    expect((await shown).trim().split('\n').toSorted()).toEqual(['ending 21:721', 'serving 22:722']);
  });
});
