import { errorKind } from '@fck/core';

/** The configuration that opens supervisord's socket, to root alone. */
const SERVER_LINES = `[unix_http_server]
file=/run/supervisor.sock
chmod=0700

[rpcinterface:supervisor]
supervisor.rpcinterface_factory = supervisor.rpcinterface:make_main_rpcinterface`;

/** The errors of services under supervisord. */
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
      message: `supervisord cannot be reached: ${why}.`,
      hint: `Its programs keep running. A restart of supervisord creates the socket again, but restarts its programs too: ${restart}.`,
    }),
  ),
  noServer: errorKind(
    'SUPERVISOR_NO_SERVER',
    'supervisord is configured without a server for requests, so fck cannot start a service.',
    (why: string) => ({
      message: `supervisord cannot be reached: ${why}.`,
      hint: 'Add the lines shown here to that file and restart supervisord, which restarts its programs.',
      detail: SERVER_LINES,
    }),
  ),
  hanging: errorKind(
    'SUPERVISOR_HANGING',
    'supervisord runs, but does not answer: it is stopped, or held up by its disk or its log.',
    (why: string, restart: string) => ({
      message: `supervisord runs, but hangs: ${why}.`,
      hint: `See the end of /var/log/supervisor/supervisord.log there. Its programs keep running; ${restart} would restart all of them too.`,
    }),
  ),
  brokenConfig: errorKind(
    'SUPERVISOR_BROKEN_CONFIG',
    'supervisord refuses its whole configuration because one file is broken. Running services keep running, but no new one can be added.',
    (file: string | undefined, why: string, ours: boolean) => ({
      message: `supervisord refuses its configuration${file === undefined ? '' : ` because of ${file}`}: ${why}`,
      hint: ours
        ? 'This file is from fck: a value in it is not accepted on this host (a user that does not exist, say). The file was removed again.'
        : 'This file is not from fck: find its owner. Correct it, check with `sudo supervisorctl reread`, and run the same command again.',
    }),
  ),
  ended: errorKind(
    'SERVICE_ENDED',
    'A service ended at once, or could not be started at all. The end of its log is shown.',
    (id: string, why: string) => ({
      message: `The service ${id} did not stay up: ${why}.`,
      hint: 'Its log says why, unless it is empty; the old build still serves.',
    }),
  ),
  failed: errorKind(
    'SUPERVISOR_FAILED',
    'supervisord refused a request, or did not answer it.',
    (id: string, why: string, cause?: unknown) => ({
      message: `supervisord could not do what was asked for ${id}: ${why}.`,
      hint: 'See `sudo supervisorctl status` (`/opt/fck-supervisor/bin/supervisorctl` where fck installed it from PyPI) and /var/log/supervisor/supervisord.log on the host.',
      cause,
    }),
  ),
};
