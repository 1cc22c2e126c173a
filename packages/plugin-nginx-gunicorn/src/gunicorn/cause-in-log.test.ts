import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causeInLog } from './cause-in-log.js';

const booted = `[2026-11-29 23:43:51 +0000] [801] [INFO] Starting gunicorn 20.1.0
[2026-11-29 23:43:51 +0000] [801] [INFO] Using worker: sync
[2026-11-29 23:43:51 +0000] [812] [INFO] Booting worker with pid: 812`;

const halted = `[2026-11-29 23:43:52 +0000] [812] [INFO] Worker exiting (pid: 812)
Traceback (most recent call last):
  File "/opt/www/shop/builds/shop_00002_abc/lib/python3.11/site-packages/gunicorn/arbiter.py", line 209, in run
    self.sleep()
  File "/opt/www/shop/builds/shop_00002_abc/lib/python3.11/site-packages/gunicorn/arbiter.py", line 242, in handle_chld
    raise HaltServer(reason, self.WORKER_BOOT_ERROR)
gunicorn.errors.HaltServer: <HaltServer 'App failed to load.' 4>`;

const flask = `[2026-11-29 23:43:55,101] ERROR in app: Exception on / [GET]
Traceback (most recent call last):
  File "/opt/www/shop/builds/b/lib/python3.11/site-packages/flask/app.py", line 1511, in wsgi_app
    response = self.full_dispatch_request()
               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  File "/srv/shop/shop/web.py", line 9, in start
    return os.environ["REDIS_URL"]
           ~~~~~~~~~~^^^^^^^^^^^^^
  File "<frozen os>", line 679, in __getitem__
KeyError: 'REDIS_URL'
[2026-11-29 23:43:56 +0000] [812] [INFO] Handling signal: term`;

describe('causeInLog', () => {
  it('finds what gunicorn says of an application that is not there, before what follows from it', () => {
    const log = `${booted}\nFailed to find attribute 'application' in 'shop.web'.\n${halted}`;
    expect(causeInLog(log)).toBe("Failed to find attribute 'application' in 'shop.web'.");
  });

  it('finds the last exception, with the frames of the application only', () => {
    expect(causeInLog(`${booted}\n${flask}`)).toBe(
      [
        "KeyError: 'REDIS_URL'",
        '  File "/srv/shop/shop/web.py", line 9, in start',
        '    return os.environ["REDIS_URL"]',
        '           ~~~~~~~~~~^^^^^^^^^^^^^',
      ].join('\n'),
    );
  });

  it('takes the last of chained exceptions, and the whole of a message with several lines', () => {
    const log = `Traceback (most recent call last):
  File "/srv/a.py", line 1, in <module>
    first()
ValueError: first

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/b.py", line 2, in <module>
    second()
RuntimeError: the database is not configured:
set DATABASE_URL
${halted}`;
    expect(causeInLog(log)).toBe(
      'RuntimeError: the database is not configured:\nset DATABASE_URL\n  File "/srv/b.py", line 2, in <module>\n    second()',
    );
  });

  it('shows the innermost frames where none is of the application', () => {
    const log = `Traceback (most recent call last):
  File "/b/lib/python3.11/site-packages/gunicorn/util.py", line 371, in import_app
    mod = importlib.import_module(module)
ModuleNotFoundError: No module named 'nope'
${halted}`;
    expect(causeInLog(log)).toMatch(/^ModuleNotFoundError: No module named 'nope'\n {2}File/);
  });

  it('says that something killed a worker, if nothing else explains it', () => {
    const log = `${booted}\n[2026-11-29 23:43:59 +0000] [801] [ERROR] Worker (pid:812) was sent SIGKILL! Perhaps out of memory?`;
    expect(causeInLog(log)).toBe('Worker (pid:812) was sent SIGKILL! Perhaps out of memory?');
  });

  it('finds nothing in a log of a service that runs', () => {
    expect(causeInLog(booted)).toBeUndefined();
    expect(causeInLog('')).toBeUndefined();
  });

  it('ends for any text', () => {
    const line = fc.constantFrom(
      'Traceback (most recent call last):',
      '  File "/a.py", line 1, in b',
      'E: x',
      '',
      '    y',
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        causeInLog(lines.join('\n'));
      }),
    );
  });
});
