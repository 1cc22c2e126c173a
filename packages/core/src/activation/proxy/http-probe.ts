import type { LookResult, Remote } from '../../api/remote.js';
import type { ProxyAddress } from '../../api/reverse-proxy.js';
import type { Endpoint } from '../../api/service.js';
import { type Command, sh } from '../../command/command.js';
import { type PythonArguments, pythonModule } from '../../command/python-module.js';
import { shellProgram } from '../../command/shell-program.js';
import { once } from '../../once.js';

/** An HTTP answer; status 0 if there was none, and then `body` says why. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  /**
   * Set if the page redirects to https. `followed`: this is the answer to a second request, sent as if TLS ended in
   * front. `always`: that request was redirected, too.
   */
  readonly toTls?: 'followed' | 'always' | undefined;
}

/** Options of a request. */
interface RequestOptions {
  /** The `Host` header. Default: the host of the URL. */
  readonly hostName?: string | undefined;
  /** Whether to ask for `hostName` in the TLS handshake, and to trust every issuer. Default: the host of the URL, trusted issuers. */
  readonly ownTls?: boolean | undefined;
  /** Path of the Unix socket to connect to. Default: the address of the URL. */
  readonly socket?: string | undefined;
  /** File of the host with further lines of the request's head. Then root sends the request. */
  readonly headersFile?: string | undefined;
  /** Seconds to wait for the answer. Default: 10. */
  readonly seconds?: number | undefined;
}

/** How to request an address of a site. */
export function optionsFor({ hostName, headersFile, tls }: ProxyAddress): RequestOptions {
  return { hostName, headersFile, ownTls: tls !== undefined };
}

/** On a host without Python, curl does and prints the same. */
export const PROBE = pythonModule(new URL('../../../python/', import.meta.url), 'http_probe');

const pageProgram = once(() => shellProgram(new URL('../../../shell/page.sh', import.meta.url)));

/** Arguments of curl for all requests. */
function curlArguments(url: string, options: RequestOptions, seconds: number): Command {
  const { hostName, socket, headersFile, ownTls = false } = options;
  const header = [
    ...(hostName === undefined ? [] : ['-H', `Host: ${hostName}`]),
    ...(headersFile === undefined ? [] : ['-H', `@${headersFile}`]),
  ];
  const at = socket === undefined ? [] : ['--unix-socket', socket];
  const asked = new URL(url);
  const connected = `::${asked.hostname}:${asked.port || '443'}`;
  // curl asks for the host of the URL in the TLS handshake.
  if (ownTls && hostName !== undefined) asked.hostname = hostName;
  const tls = ownTls ? ['-k', '--connect-to', connected] : [];
  return sh`--max-time ${seconds} --noproxy '*' ${header} ${at} ${tls} -- ${ownTls ? asked.href : url}`;
}

function probeArguments(
  url: string,
  { hostName, socket, headersFile, ownTls }: RequestOptions,
  seconds: number,
): PythonArguments {
  const more = {
    ...(headersFile === undefined ? {} : { headers_file: headersFile }),
    ...(ownTls ? { own_tls: true } : {}),
  };
  return { url, host: hostName ?? null, unix: socket ?? null, seconds, ...more };
}

function sender(remote: Remote, { headersFile }: RequestOptions): Remote {
  return headersFile === undefined ? remote : remote.as('root');
}

/** Why there was no answer, or not a complete one. */
function noAnswer({ code, stderr }: LookResult): Answer {
  const why =
    code === 127 ? 'curl is not installed there; provision the host' : stderr.trim().replace(/^curl: /, '');
  return { status: 0, body: why };
}

/** Requests a URL from the host itself. GET only; changes nothing. */
export async function request(remote: Remote, url: string, options: RequestOptions = {}): Promise<Answer> {
  const { seconds = 10 } = options;
  const curl = sh`curl -sS -o - -w '\n%{http_code}' ${curlArguments(url, options, seconds)}`;
  const program = PROBE.program('body', probeArguments(url, options, seconds), curl);
  const found = await sender(remote, options).look(program, { timeout: seconds + 10 });
  const { code, stdout } = found;
  const end = stdout.lastIndexOf('\n');
  const status = code === 0 ? Number(stdout.slice(end + 1)) || 0 : 0;
  return status === 0 ? noAnswer(found) : { status, body: stdout.slice(0, end) };
}

/**
 * Requests a page. If it redirects to https, requests it once more with `X-Forwarded-Proto: https`, as a TLS terminator
 * in front of the site would: a redirect alone says nothing of the page behind it. The body is left out.
 */
export async function requestPage(
  remote: Remote,
  url: string,
  options: RequestOptions = {},
): Promise<Answer> {
  const { seconds = 10 } = options;
  const curl = sh`${pageProgram()}
page ${curlArguments(url, options, seconds)}`;
  const program = PROBE.program('page', probeArguments(url, options, seconds), curl);
  const found = await sender(remote, options).look(program, { timeout: 2 * seconds + 10 });
  const [digits, ...rest] = found.stdout.trim().split(' ');
  const status = found.code === 0 ? Number(digits) || 0 : 0;
  if (status === 0) return noAnswer(found);
  const toTls = rest.at(-1);
  return { status, body: '', toTls: toTls === 'followed' || toTls === 'always' ? toTls : undefined };
}

/** Requests a page from a service directly, with a time limit in seconds. */
export function requestEndpoint(
  remote: Remote,
  endpoint: Endpoint,
  path: string,
  options: { hostName: string | undefined; seconds: number },
): Promise<Answer> {
  // Only the service's user and the reverse proxy can open a socket.
  if (endpoint.kind === 'unix')
    return requestPage(remote.as('root'), `http://localhost${path}`, { ...options, socket: endpoint.path });
  return requestPage(remote, `http://${endpoint.address}:${endpoint.port}${path}`, options);
}

/** Words for an answer in a message. */
export function describeAnswer({ status, body, toTls }: Answer): string {
  if (status === 0) return body || 'no answer';
  return `it answers ${status}${toTls === 'followed' ? ' behind its redirect to https' : ''}`;
}

export function isGood({ status }: Answer): boolean {
  return status >= 200 && status < 400;
}
