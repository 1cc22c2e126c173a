import { sh } from '../command/command.js';
import type { Remote } from '../remote/remote.js';
import type { Endpoint } from './service.js';

/** An HTTP answer; status 0 if there was none, and then `body` says why. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Asks a URL from the host itself. A look: GET requests that change nothing. */
export async function ask(
  remote: Remote,
  url: string,
  options: { hostName?: string | undefined; socket?: string | undefined; seconds?: number | undefined } = {},
): Promise<Answer> {
  const header = options.hostName === undefined ? [] : ['-H', `Host: ${options.hostName}`];
  const socket = options.socket === undefined ? [] : ['--unix-socket', options.socket];
  const seconds = options.seconds ?? 10;
  const { code, stdout, stderr } = await remote.look(
    sh`curl -sS -o - -w '\n%{http_code}' --max-time ${seconds} --noproxy '*' ${header} ${socket} -- ${url}`,
    { timeout: seconds + 10 },
  );
  if (code === 127) return { status: 0, body: 'curl is not installed there; provision the host' };
  const end = stdout.lastIndexOf('\n');
  const status = Number(stdout.slice(end + 1)) || 0;
  return { status, body: status === 0 ? stderr.trim().replace(/^curl: /, '') : stdout.slice(0, end) };
}

/** Asks a service directly, and waits at most so many seconds for its answer. */
export function askEndpoint(
  remote: Remote,
  endpoint: Endpoint,
  path: string,
  options: { hostName: string | undefined; seconds: number },
): Promise<Answer> {
  // Only the service's user and the reverse proxy can come to a socket.
  if (endpoint.kind === 'unix')
    return ask(remote.as('root'), `http://localhost${path}`, { ...options, socket: endpoint.path });
  return ask(remote, `http://${endpoint.address}:${endpoint.port}${path}`, options);
}

/** What an answer says in a message. */
export function describeAnswer({ status, body }: Answer): string {
  return status === 0 ? body || 'no answer' : `it answers ${status}`;
}

export function isGood({ status }: Answer): boolean {
  return status >= 200 && status < 400;
}
