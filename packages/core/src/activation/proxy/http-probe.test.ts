import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { folderHosts, testFck } from '@fck/testing';
import { expect, it, onTestFinished } from 'vitest';
import { type Answer, describeAnswer, isGood, requestPage } from './http-probe.js';

/** Status of an answer, and the target of its redirect. */
type Reply = readonly [status: number, location?: string];

/** Requests a page from a server that answers so. */
async function asked(reply: (request: IncomingMessage) => Reply): Promise<Answer> {
  const server = createServer((request, response) => {
    const [status, location] = reply(request);
    response.writeHead(status, location === undefined ? {} : { location }).end('a page');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const project = await testFck({ roles: { web: { hosts: folderHosts('one') } } });
  onTestFinished(async () => {
    server.close();
    await project.remove();
  });
  // The server listens at an address and a port.
  const { port } = server.address() as AddressInfo;
  let answer: Answer = { status: 0, body: 'it was not asked' };
  project.fck.tasks.register('ask', {
    summary: 'asks',
    run: (run) =>
      run.eachHost(async ({ remote }) => {
        answer = await requestPage(remote, `http://127.0.0.1:${port}/page`, { hostName: 'www.example.com' });
      }),
  });
  await project.fck.run(['ask']);
  return answer;
}

const isBehindTls = ({ headers }: IncomingMessage) => headers['x-forwarded-proto'] === 'https';
const toHttps = 'https://www.example.com/page';

it('sends the name that it is given', async () => {
  expect(await asked(({ headers }) => [headers.host === 'www.example.com' ? 200 : 400])).toEqual({
    status: 200,
    body: '',
  });
});

it('does not count a redirect to https as a page', async () => {
  const broken = await asked((request) => (isBehindTls(request) ? [500] : [301, toHttps]));
  expect(isGood(broken)).toBe(false);
  expect(describeAnswer(broken)).toBe('it answers 500 behind its redirect to https');
  const well = await asked((request) => (isBehindTls(request) ? [200] : [301, toHttps]));
  expect([isGood(well), well.toTls]).toEqual([true, 'followed']);
});

it('says so if the page behind the redirect cannot be reached, and follows no other redirect', async () => {
  expect(await asked(() => [308, toHttps])).toMatchObject({ status: 308, toTls: 'always' });
  expect(await asked(() => [302, '/login'])).toMatchObject({ status: 302, toTls: undefined });
});
