import { errorKind } from '@fck/core';

/** What lets supervisord be asked: by root alone. */
const SERVER_LINES = `[unix_http_server]
file=/run/supervisor.sock
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface`;

/** What can go wrong with services under supervisord. */
export const supervisorErrors = {
  value: errorKind(
    'SUPERVISOR_VALUE',
    "A value cannot be written into supervisord's configuration file, whose syntax has no way to hold it.",
    (what: string, found: string) => ({
      message: `supervisord cannot hold ${what}: it has ${found}.`,
      hint: 'Write it without, encode it (base64, say), or put it into a file that the application reads.',
    }),
  ),
  notRunning: errorKind(
    'SUPERVISOR_NOT_RUNNING',
    'supervisord does not answer on its socket or its port: it is not installed, or not running.',
    (why: string, start: string) => ({
      message: `supervisord does not answer: ${why}.`,
      hint: `Start it (${start}), or run \`fck run provision\`.`,
    }),
  ),
  unreachable: errorKind(
    'SUPERVISOR_UNREACHABLE',
    'supervisord runs, but its socket is gone: something has removed it, such as a program that clears folders of temporary files.',
    (why: string, restart: string) => ({
      message: `supervisord cannot be asked anything: ${why}.`,
      hint: `What it runs goes on. It makes its socket again when it is restarted, which restarts what it runs, too: ${restart}.`,
    }),
  ),
  noServer: errorKind(
    'SUPERVISOR_NO_SERVER',
    'supervisord is configured without a server for requests, so that nothing can tell it to start a service.',
    (why: string) => ({
      message: `supervisord cannot be asked anything: ${why}.`,
      hint: 'Add the lines shown here to that file and restart supervisord, which restarts what it runs.',
      detail: SERVER_LINES,
    }),
  ),
  hanging: errorKind(
    'SUPERVISOR_HANGING',
    'supervisord runs, but does not answer: it is stopped, or held up by its disk or its log.',
    (why: string, restart: string) => ({
      message: `supervisord runs, but hangs: ${why}.`,
      hint: `See the end of /var/log/supervisor/supervisord.log there. What it runs goes on; ${restart} would restart all of that, too.`,
    }),
  ),
  brokenConfig: errorKind(
    'SUPERVISOR_BROKEN_CONFIG',
    'supervisord refuses its configuration as a whole because one file of it is broken. Services that run go on running, but no new one can be added.',
    (file: string | undefined, why: string, ours: boolean) => ({
      message: `supervisord refuses its configuration${file === undefined ? '' : ` because of ${file}`}: ${why}`,
      hint: ours
        ? 'This file is from fck: a value in it is not accepted on this host (a user that does not exist, say). It was removed again.'
        : 'This file is not from fck: ask whose it is. Correct it, check with `sudo supervisorctl reread`, and run the same command again.',
    }),
  ),
  ended: errorKind(
    'SERVICE_ENDED',
    'A service was started and ended at once, or could not be started at all. What it logged is shown.',
    (id: string, why: string) => ({
      message: `The service ${id} did not stay up: ${why}.`,
      hint: 'Its log says why, unless it is empty; what served before still serves.',
    }),
  ),
  failed: errorKind(
    'SUPERVISOR_FAILED',
    'supervisord refused a request, or could not be asked.',
    (id: string, why: string, cause?: unknown) => ({
      message: `supervisord could not do what was asked for ${id}: ${why}.`,
      hint: 'See `sudo supervisorctl status` (`/opt/fck-supervisor/bin/supervisorctl` where fck installed it from PyPI) and /var/log/supervisor/supervisord.log on the host.',
      cause,
    }),
  ),
};
