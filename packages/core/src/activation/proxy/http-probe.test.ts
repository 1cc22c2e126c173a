import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Engine, engines, machineWith } from '../../remote/contract/engines.test.helper.js';
import { localHost } from '../../remote/contract/place.test.helper.js';
import { MachineRemote } from '../../remote/machine-remote.js';
import { localTransport } from '../../transport/local.js';
import { type Answer, describeAnswer, isGood, request, requestPage } from './http-probe.js';
import { lookAtCertificate } from './served-certificate.js';

/** Status of an answer, and the target of its redirect. */
type Reply = readonly [status: number, location?: string];

const isBehindTls = ({ headers }: IncomingMessage) => headers['x-forwarded-proto'] === 'https';
const toHttps = 'https://www.example.com/page';

describe.each(engines)('a request by the engine `%s`', (engine) => {
  /** Requests a page from a server that answers so. */
  const asked = async (reply: (request: IncomingMessage) => Reply): Promise<Answer> => {
    const port = await listening(
      createServer((asking, response) => {
        const [status, location] = reply(asking);
        response.writeHead(status, location === undefined ? {} : { location }).end('a page');
      }),
    );
    return requestPage(await remoteBy(engine), `http://127.0.0.1:${port}/page`, {
      hostName: 'www.example.com',
    });
  };

  it('sends the name that it is given', async () => {
    expect(await asked(({ headers }) => [headers.host === 'www.example.com' ? 200 : 400])).toEqual({
      status: 200,
      body: '',
    });
  });

  it('sends the lines of a file, which stay on the host', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fck-probe-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const headersFile = join(folder, 'lines');
    writeFileSync(headersFile, 'X-Pass: abc\nX-More: d e\n');
    const echo: RequestListener = ({ headers }, response) =>
      response.end(`${headers['x-pass']} ${headers['x-more']}`);
    const url = `http://127.0.0.1:${await listening(createServer(echo))}/`;
    const remote = await remoteBy(engine);
    expect(await request(remote, url, { headersFile })).toEqual({ status: 200, body: 'abc d e' });
    expect(await requestPage(remote, url, { headersFile })).toEqual({ status: 200, body: '' });
  });

  it('does not count a redirect to https as a page', async () => {
    const broken = await asked((asking) => (isBehindTls(asking) ? [500] : [301, toHttps]));
    expect(isGood(broken)).toBe(false);
    expect(describeAnswer(broken)).toBe('it answers 500 behind its redirect to https');
    const well = await asked((asking) => (isBehindTls(asking) ? [200] : [301, toHttps]));
    expect([isGood(well), well.toTls]).toEqual([true, 'followed']);
  });

  it('says so if the page behind the redirect cannot be reached, and follows no other redirect', async () => {
    expect(await asked(() => [308, toHttps])).toMatchObject({ status: 308, toTls: 'always' });
    expect(await asked(() => [302, '/login'])).toMatchObject({ status: 302, toTls: undefined });
    expect(await asked(() => [302, '//www.example.com/login'])).toMatchObject({ toTls: undefined });
  });

  it('gives the whole body, however it is sent', async () => {
    const long = 'ä long line\n'.repeat(20_000);
    const server = createServer(({ url }, response) => {
      response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      if (url === '/chunks') for (const line of ['one\n', 'two\n']) response.write(line);
      if (url === '/length') response.setHeader('content-length', Buffer.byteLength(long));
      if (url === '/close') response.removeHeader('transfer-encoding');
      if (url === '/nothing') response.statusCode = 204;
      response.end(url === '/chunks' || url === '/nothing' ? '' : long);
    });
    const at = `http://127.0.0.1:${await listening(server)}`;
    const remote = await remoteBy(engine);
    expect(await request(remote, `${at}/chunks`)).toEqual({ status: 200, body: 'one\ntwo\n' });
    expect(await request(remote, `${at}/length`)).toEqual({ status: 200, body: long });
    expect(await request(remote, `${at}/close`)).toEqual({ status: 200, body: long });
    expect(await request(remote, `${at}/nothing`)).toEqual({ status: 204, body: '' });
  });

  it('asks at IPv6 addresses and Unix sockets, and sends a query', async () => {
    const echo: RequestListener = ({ url, headers }, response) => response.end(`${headers.host} ${url}`);
    const port = await listening(createServer(echo), { host: '::1', port: 0 });
    const remote = await remoteBy(engine);
    expect(await request(remote, `http://[::1]:${port}/a?b=%20c&d='`)).toMatchObject({
      body: `[::1]:${port} /a?b=%20c&d='`,
    });
    const socket = join(folder(), 'socket');
    await listening(createServer(echo), { path: socket });
    expect(await request(remote, 'http://localhost/', { socket })).toMatchObject({ body: 'localhost /' });
  });

  it('asks no proxy of the environment', async () => {
    withVariable(
      'http_proxy',
      `http://127.0.0.1:${await listening(createServer((_, answer) => answer.end('a proxy')))}`,
    );
    const port = await listening(createServer((_, answer) => answer.end('the site')));
    expect(await request(await remoteBy(engine), `http://127.0.0.1:${port}/`)).toMatchObject({
      body: 'the site',
    });
  });

  it.each([
    ['that does not end in time', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf', { ends: false }],
    ['whose head does not end in time', 'HTTP/1.1 200 OK\r\n', { ends: false }],
    ['that breaks off', 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf', { ends: true }],
    [
      'that breaks off between chunks',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nhalf\r\n',
      { ends: true },
    ],
    ['without HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', { ends: true }],
    ['without a byte', '', { ends: true }],
  ])('does not take an answer %s', async (_, sent, { ends }) => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => (ends ? socket.end(sent) : socket.write(sent)));
    });
    const at = `http://127.0.0.1:${await listening(server)}/`;
    const options = { seconds: ends ? 10 : 1 };
    const remote = await remoteBy(engine);
    const answers = await Promise.all([request(remote, at, options), requestPage(remote, at, options)]);
    for (const { status, body } of answers) {
      expect(status).toBe(0);
      expect(body).not.toBe('');
    }
  });

  it('says why nothing answers', async () => {
    const server = createTcpServer();
    const port = await listening(server);
    server.close();
    const [answer, page] = await Promise.all([
      request(await remoteBy(engine), `http://127.0.0.1:${port}/`),
      requestPage(await remoteBy(engine), 'http://localhost/', { socket: join(folder(), 'none') }),
    ]);
    expect(answer).toMatchObject({ status: 0, body: expect.stringMatching(/connect/i) });
    expect(page).toMatchObject({ status: 0, body: expect.stringMatching(/connect|No such file/i) });
  });

  it('speaks TLS only with the name of a trusted certificate', async () => {
    const { key, cert, certFile } = certificate();
    const server = createTlsServer({ key, cert }, (_, response) => response.end('over TLS'));
    server.on('tlsClientError', () => undefined);
    const port = await listening(server, { host: 'localhost', port: 0 });
    expect(await request(await remoteBy(engine), `https://localhost:${port}/`)).toMatchObject({
      status: 0,
      body: expect.stringContaining('certificate'),
    });
    // Where both are set, curl takes the second.
    for (const name of ['SSL_CERT_FILE', 'CURL_CA_BUNDLE']) withVariable(name, certFile);
    const trusting = await remoteBy(engine);
    expect(await request(trusting, `https://localhost:${port}/`)).toEqual({ status: 200, body: 'over TLS' });
    const { address } = server.address() as AddressInfo;
    const named = address.includes(':') ? `[${address}]` : address;
    expect(await request(trusting, `https://${named}:${port}/`)).toMatchObject({ status: 0 });
  });

  it('asks a site with its own TLS for its name, and takes a certificate of any issuer', async () => {
    const { key, cert } = certificate();
    const server = createTlsServer(
      {
        key,
        cert,
        SNICallback: (name, give) => {
          names.push(name);
          give(null);
        },
      },
      ({ headers }, response) => response.end(headers.host),
    );
    const names: string[] = [];
    const url = `https://127.0.0.1:${await listening(server)}`;
    const remote = await remoteBy(engine);
    const options = { hostName: 'www.example.com', ownTls: true };
    expect(await request(remote, `${url}/a?b=c`, options)).toEqual({ status: 200, body: 'www.example.com' });
    expect(await requestPage(remote, url, options)).toMatchObject({ status: 200 });
    expect(names).toEqual(['www.example.com', 'www.example.com']);
  });

  it('looks at the certificate that a site shows', async () => {
    const { key, cert } = certificate();
    const other = certificate().cert.toString();
    const url = `https://127.0.0.1:${await listening(createTlsServer({ key, cert }))}`;
    const remote = await remoteBy(engine);
    const look = (own: string | undefined) =>
      lookAtCertificate({ remote }, { url, hostName: 'localhost', tls: { certificate: async () => own } });
    expect(await look(cert.toString())).toEqual({
      served: { expires: expect.stringMatching(/^20\d\d-/), daysLeft: 1 },
      problem: undefined,
    });
    expect((await look(other)).problem).toContain("another certificate than the site's own");
    expect((await look(undefined)).problem).toContain('CN=localhost');
    const plain = `https://127.0.0.1:${await listening(createServer())}`;
    const { problem } = await lookAtCertificate({ remote }, { url: plain, hostName: 'localhost', tls: {} });
    expect(problem).toContain(`no certificate is shown at ${plain} (as localhost)`);
  });
});

/** Starts a server that is closed when the test ends, and gives its port. */
async function listening(
  server: Server,
  at: { host: string; port: number } | { path: string } = { host: '127.0.0.1', port: 0 },
): Promise<number> {
  server.listen(at);
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** This machine. A look starts no helper where there is a shell form. */
async function remoteBy(engine: Engine): Promise<MachineRemote> {
  const machine = machineWith(engine, localHost, async () => localTransport());
  onTestFinished(() => machine.disconnect());
  await machine.helper(undefined);
  const { signal } = new AbortController();
  return new MachineRemote({ host: localHost, machine, emit: () => undefined, signal, plan: undefined });
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'fck-probe-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

function withVariable(name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  onTestFinished(() => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
}

/** Of localhost, signed by itself. */
function certificate() {
  const at = folder();
  const [keyFile, certFile] = [join(at, 'key'), join(at, 'cert')];
  const options = '-x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost';
  execFileSync(
    'openssl',
    [
      'req',
      ...options.split(' '),
      '-addext',
      'subjectAltName=DNS:localhost',
      '-keyout',
      keyFile,
      '-out',
      certFile,
    ],
    { stdio: 'pipe' },
  );
  return { key: readFileSync(keyFile), cert: readFileSync(certFile), certFile };
}
