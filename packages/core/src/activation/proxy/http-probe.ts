import type { LookResult, Remote } from '../../api/remote.js';
import type { Endpoint } from '../../api/service.js';
import { type Command, sh } from '../../command/command.js';

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

/** How a URL is asked. */
interface RequestOptions {
  /** The `Host` header; undefined: as the URL says. */
  readonly hostName?: string | undefined;
  /** Path of the Unix socket to ask at; undefined: the URL's address. */
  readonly socket?: string | undefined;
  /** Seconds to wait for the answer. Default: 10. */
  readonly seconds?: number | undefined;
}

/** Arguments of curl that all requests have. */
function curlArguments(url: string, { hostName, socket }: RequestOptions, seconds: number): Command {
  const header = hostName === undefined ? [] : ['-H', `Host: ${hostName}`];
  const at = socket === undefined ? [] : ['--unix-socket', socket];
  return sh`--max-time ${seconds} --noproxy '*' ${header} ${at} -- ${url}`;
}

/** Why curl brought no answer. */
function noAnswer({ code, stderr }: LookResult): Answer {
  const why =
    code === 127 ? 'curl is not installed there; provision the host' : stderr.trim().replace(/^curl: /, '');
  return { status: 0, body: why };
}

/** Asks a URL from the host itself. A look: GET requests that change nothing. */
export async function request(remote: Remote, url: string, options: RequestOptions = {}): Promise<Answer> {
  const { seconds = 10 } = options;
  const found = await remote.look(
    sh`curl -sS -o - -w '\n%{http_code}' ${curlArguments(url, options, seconds)}`,
    { timeout: seconds + 10 },
  );
  const { code, stdout } = found;
  const end = stdout.lastIndexOf('\n');
  const status = code === 127 ? 0 : Number(stdout.slice(end + 1)) || 0;
  return status === 0 ? noAnswer(found) : { status, body: stdout.slice(0, end) };
}

/**
 * Asks for a page, and if that redirects to https, once more as whatever ends TLS in front of the site would ask: with
 * `X-Forwarded-Proto: https`. A redirect alone says nothing of the page behind it. The body is left out.
 */
export async function requestPage(
  remote: Remote,
  url: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const { seconds = 10 } = options;
  const found = await remote.look(
    sh`
page() {
  curl -sS -o /dev/null -w '%{http_code} %{redirect_url}' "$@" ${curlArguments(url, options, seconds)}
}
found=$(page) || exit
case $found in 30[12378]' https://'*)
  found=$(page -H 'X-Forwarded-Proto: https') || exit
  case $found in 30[12378]' https://'*) found="$found always" ;; *) found="$found followed" ;; esac ;;
esac
echo "$found"`,
    { timeout: 2 * seconds + 10 },
  );
  const [digits, ...rest] = found.stdout.trim().split(' ');
  const status = found.code === 0 ? Number(digits) || 0 : 0;
  if (status === 0) return noAnswer(found);
  const toTls = rest.at(-1);
  return { status, body: '', toTls: toTls === 'followed' || toTls === 'always' ? toTls : undefined };
}

/** Asks a service directly, and waits at most so many seconds for its answer. */
export function requestEndpoint(
  remote: Remote,
  endpoint: Endpoint,
  path: string,
  options: { hostName: string | undefined; seconds: number },
): Promise<Answer> {
  // Only the service's user and the reverse proxy can come to a socket.
  if (endpoint.kind === 'unix')
    return requestPage(remote.as('root'), `http://localhost${path}`, { ...options, socket: endpoint.path });
  return requestPage(remote, `http://${endpoint.address}:${endpoint.port}${path}`, options);
}

/** What an answer says in a message. */
export function describeAnswer({ status, body, toTls }: Answer): string {
  if (status === 0) return body || 'no answer';
  return `it answers ${status}${toTls === 'followed' ? ' behind its redirect to https' : ''}`;
}

export function isGood({ status }: Answer): boolean {
  return status >= 200 && status < 400;
}
