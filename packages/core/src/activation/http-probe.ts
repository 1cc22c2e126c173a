import { sh } from '../command/command.js';
import type { Remote } from '../remote/remote.js';
import type { Endpoint } from './service.js';

/** An HTTP answer; status 0 if there was none, and then `body` says why. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /**
   * Of a page that redirects to https: `followed` if it was asked again as behind TLS, and this is the answer to that; `always` if it
   * redirects that request, too.
   */
  readonly toTls?: 'followed' | 'always' | undefined;
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

/**
 * Asks for a page, and if that redirects to https, once more as whatever ends TLS in front of the site would ask: with
 * `X-Forwarded-Proto: https`. A redirect alone says nothing of the page behind it. The body is left out.
 */
export async function askPage(
  remote: Remote,
  url: string,
  options: { hostName?: string | undefined; socket?: string | undefined; seconds?: number | undefined } = {},
): Promise<Answer> {
  const header = options.hostName === undefined ? [] : ['-H', `Host: ${options.hostName}`];
  const socket = options.socket === undefined ? [] : ['--unix-socket', options.socket];
  const seconds = options.seconds ?? 10;
  const { code, stdout, stderr } = await remote.look(
    sh`
page() {
  curl -sS -o /dev/null -w '%{http_code} %{redirect_url}' --max-time ${seconds} --noproxy '*' "$@" ${header} ${socket} -- ${url}
}
found=$(page) || exit
case $found in 30[12378]' https://'*)
  found=$(page -H 'X-Forwarded-Proto: https') || exit
  case $found in 30[12378]' https://'*) found="$found always" ;; *) found="$found followed" ;; esac ;;
esac
echo "$found"`,
    { timeout: 2 * seconds + 10 },
  );
  if (code === 127) return { status: 0, body: 'curl is not installed there; provision the host' };
  const [digits, ...rest] = stdout.trim().split(' ');
  const status = code === 0 ? Number(digits) || 0 : 0;
  const toTls = rest.at(-1);
  if (status === 0) return { status, body: stderr.trim().replace(/^curl: /, '') };
  return { status, body: '', toTls: toTls === 'followed' || toTls === 'always' ? toTls : undefined };
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
    return askPage(remote.as('root'), `http://localhost${path}`, { ...options, socket: endpoint.path });
  return askPage(remote, `http://${endpoint.address}:${endpoint.port}${path}`, options);
}

/** What an answer says in a message. */
export function describeAnswer({ status, body, toTls }: Answer): string {
  if (status === 0) return body || 'no answer';
  return `it answers ${status}${toTls === 'followed' ? ' behind its redirect to https' : ''}`;
}

export function isGood({ status }: Answer): boolean {
  return status >= 200 && status < 400;
}
