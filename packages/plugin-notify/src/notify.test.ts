import { createServer, type IncomingMessage } from 'node:http';
import { definePlugin } from '@fck/core';
import { fakeActivationContext, fakeBuild, fakeRun, fckWith, type TestProject, testFck } from '@fck/testing';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import notify from './index.js';
import { messageAbout, type News } from './news.js';
import type { NotifyOptions } from './options.js';

interface Received {
  readonly call: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: Record<string, unknown>;
}

/** What the services of one test got, and a server in their place. */
async function receiver(answers: Readonly<Record<string, unknown>> = {}) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += String(chunk);
    });
    request.on('end', () => {
      const call = `${request.method} ${request.url}`;
      received.push({ call, headers: request.headers, body: JSON.parse(text) });
      const answer = answers[call];
      if (answer === 'never') return;
      if (typeof answer === 'number') response.statusCode = answer;
      response.end(typeof answer === 'object' ? JSON.stringify(answer) : 'no details');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  onTestFinished(close);
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return { received, url: `http://127.0.0.1:${address.port}`, close };
}

let project: TestProject | undefined;
afterEach(async () => {
  await project?.remove();
  project = undefined;
});

const failing = definePlugin({
  name: 'failing',
  apply(fck) {
    fck.tasks.register('fine', { about: 'does nothing', run: async () => undefined });
    fck.tasks.register('fails', {
      about: 'fails on every host',
      run: (task) =>
        task.eachHost(({ host }) => {
          throw new Error(`the disk of ${host.name} is full <!channel> @everyone`);
        }),
    });
  },
});

/** Runs a task with these options of the plugin, and returns what was warned of. */
async function run(task: 'fine' | 'fails', options: Parameters<typeof notify.with>[0], dryRun = false) {
  project = await testFck({}, [failing, notify.with({ tasks: ['fine', 'fails'], ...options })]);
  await project.fck.run([task], { dryRun }).catch(() => undefined);
  return project.events.flatMap((event) =>
    event.type === 'note' && event.level === 'warn' ? [event.text] : [],
  );
}

describe('a service whose messages can be updated', () => {
  it('is Slack, with the token of a bot', async () => {
    const { received, url } = await receiver({
      'POST /chat.postMessage': { ok: true, channel: 'C1', ts: '17.5' },
      'POST /chat.update': { ok: true },
    });
    expect(await run('fails', { slack: { token: 'xoxb-1', channel: '#deploys', api: url } })).toEqual([]);
    expect(received.map(({ call }) => call)).toEqual(['POST /chat.postMessage', 'POST /chat.update']);
    const [first, last] = received;
    expect(first?.headers.authorization).toBe('Bearer xoxb-1');
    expect(first?.body).toMatchObject({ channel: '#deploys', text: '… test: fails is running' });
    expect(last?.body).toMatchObject({ channel: 'C1', ts: '17.5' });
    const text = String(last?.body['text']);
    expect(text).toMatch(
      /^✖ test: fails failed after \d+ s\nlocal: .*the disk of local is full &lt;!channel&gt;/,
    );
  });

  it('is Discord, which mentions nobody', async () => {
    const { received, url } = await receiver({ 'POST /hooks/1/x?wait=true': { id: '77' } });
    expect(await run('fails', { discord: { webhook: `${url}/hooks/1/x` } })).toEqual([]);
    expect(received.map(({ call }) => call)).toEqual([
      'POST /hooks/1/x?wait=true',
      'PATCH /hooks/1/x/messages/77',
    ]);
    expect(received[1]?.body).toMatchObject({ allowed_mentions: { parse: [] } });
    expect(received[1]?.body['content']).toContain('the disk of local is full');
  });

  it('is Telegram', async () => {
    const { received, url } = await receiver({ 'POST /bot1:x/sendMessage': { result: { message_id: 5 } } });
    expect(await run('fine', { telegram: { token: '1:x', chat: -100, api: url } })).toEqual([]);
    expect(received.map(({ call }) => call)).toEqual([
      'POST /bot1:x/sendMessage',
      'POST /bot1:x/editMessageText',
    ]);
    expect(received[1]?.body).toMatchObject({ chat_id: -100, message_id: 5 });
    expect(received[1]?.body['text']).toMatch(/^✔ test: fine succeeded in \d+ s$/);
  });

  it('gets a new message if the first one was not sent', async () => {
    const { received, url } = await receiver({
      'POST /chat.postMessage': { ok: false, error: 'invalid_auth' },
    });
    const warnings = await run('fine', { slack: { token: 'xoxb-1', channel: 'C1', api: url } });
    expect(received.map(({ call }) => call)).toEqual(['POST /chat.postMessage', 'POST /chat.postMessage']);
    expect(warnings).toEqual(Array(2).fill('Slack was not notified: it refused the message: invalid_auth'));
  });
});

it('says which builds of which commits a deploy activates', async () => {
  const { received, url } = await receiver();
  const fck = await fckWith(notify, { webhook: { url } });
  const sources = [{ repo: 'app', commit: 'abc1234', ref: 'main' }];
  const run = fakeRun({ pipeline: 'deploy', tasks: ['build', 'activate'] });
  const build = { number: 7, commit: 'abc1234', sources };
  await fck.hooks.activate.promise(fakeActivationContext({ fck, run, build }));
  const ended = { run: run.id, tasks: run.tasks, ok: true, failures: [], ms: 61_000, dryRun: false };
  await fck.hooks.done.promise(ended, run);
  expect(received[0]?.body).toMatchObject({
    state: 'succeeded',
    builds: [{ role: 'web', name: 'shop_00007_abc1234', sources }],
    text: '✔ shop: deploy succeeded in 1 min 1 s\nweb: shop_00007_abc1234, app abc1234 (main)',
  });
});

describe('a service whose messages cannot be updated', () => {
  it.each<[string, (url: string) => Parameters<typeof notify.with>[0], Record<string, unknown>]>([
    [
      'Slack, with a webhook',
      (url) => ({ slack: { webhook: url } }),
      { text: expect.stringMatching(/^✖ test/) },
    ],
    [
      'Teams',
      (url) => ({ teams: { webhook: url } }),
      { attachments: [expect.objectContaining({ contentType: 'application/vnd.microsoft.card.adaptive' })] },
    ],
    [
      'ntfy',
      (url) => ({ ntfy: { topic: 'shop', url } }),
      { topic: 'shop', title: expect.stringMatching(/^✖ test/), priority: 4 },
    ],
    [
      'a webhook',
      (url) => ({ webhook: { url, headers: { 'x-token': 't1' } } }),
      {
        project: 'test',
        state: 'failed',
        tasks: ['fails'],
        failures: [expect.objectContaining({ host: 'local', plugin: 'failing', code: 'PLUGIN_FAILED' })],
      },
    ],
  ])('gets one message, at the end: %s', async (_, options, body) => {
    const { received, url } = await receiver();
    expect(await run('fails', options(url))).toEqual([]);
    expect(received).toHaveLength(1);
    expect(received[0]?.body).toMatchObject(body);
  });

  it('gets the headers of a webhook', async () => {
    const { received, url } = await receiver();
    await run('fine', { webhook: { url, headers: { 'x-token': 't1' } } });
    expect(received[0]?.headers['x-token']).toBe('t1');
  });
});

describe('no message', () => {
  it.each<[string, 'fine' | 'fails', Partial<NotifyOptions>, boolean]>([
    ['a dry run', 'fine', {}, true],
    ['success, if only failures are wanted', 'fine', { on: 'failure' }, false],
    ['another task', 'fine', { tasks: ['activate'] }, false],
  ])('is sent about %s', async (_, task, options, dryRun) => {
    const { received, url } = await receiver();
    expect(await run(task, { ...options, discord: { webhook: `${url}/x` } }, dryRun)).toEqual([]);
    expect(received).toEqual([]);
  });
});

describe('a service that fails', () => {
  it.each<[string, unknown, string]>([
    ['refuses', 403, 'The webhook was not notified: it answered 403: no details'],
    ['does not answer', 'never', 'The webhook was not notified: there was no answer within 0.2 s.'],
  ])('is a warning that shows no URL, and the run is fine: it %s', async (_, answer, warning) => {
    const { url } = await receiver({ 'POST /secret-path': answer });
    expect(await run('fine', { timeout: 0.2, webhook: { url: `${url}/secret-path` } })).toEqual([warning]);
    expect(project?.events.at(-1)).toMatchObject({ type: 'run:end', ok: true });
  });

  it('may be down, or have a URL that is none', async () => {
    const { url, close } = await receiver();
    await close();
    expect(await run('fine', { webhook: [{ url: `${url}/secret-path` }, { url: 'secret-path' }] })).toEqual([
      'The webhook was not notified: its URL is not valid.',
      'The webhook was not notified: it cannot be reached (ECONNREFUSED).',
    ]);
  });
});

describe('options that are wrong', () => {
  it.each<[string, unknown, RegExp]>([
    ['a bot without a channel', { slack: { token: 'x' } }, /channel.*must be the channel/],
    ['Slack without an account', { slack: {} }, /token.*must be the token of a bot, or `webhook`/],
    ['a mistyped key', { discord: { webhok: 'x' } }, /webhok/],
    ['a mistyped service', { slak: {} }, /has no option "slak"/],
  ])('are refused with the option: %s', async (_, options, said) => {
    await expect(testFck({}, [[notify, options]])).rejects.toThrow(said);
  });
});

describe('a message', () => {
  const news: News = {
    project: 'shop',
    run: 'r1',
    tasks: ['build', 'activate'],
    pipeline: undefined,
    state: 'failed',
    ms: 83_000,
    builds: new Map([
      ['web', fakeBuild({ sources: [{ repo: 'app', commit: 'c0ffee1c0ffee1c0ffee1', ref: 'main' }] })],
    ]),
    failures: Array.from({ length: 10 }, (_, index) => ({
      task: 'activate',
      host: `web-${index + 1}`,
      phase: 'activate',
      step: 'write the site',
      code: 'NGINX_CONFIG',
      message: `nginx\nrefuses ${'x'.repeat(index === 0 ? 400 : 1)}`,
      hint: 'Correct it.',
    })),
  };

  it('says what was activated, and what failed where', () => {
    const { title, lines } = messageAbout(news);
    expect(title).toBe('✖ shop: build, activate failed after 1 min 23 s');
    expect(lines[0]).toBe('web: shop_00001_c0ffee1, app c0ffee1c0ffe (main)');
    expect(lines[1]).toHaveLength(300);
    expect(lines.slice(3, 5)).toEqual([
      'web-2: nginx refuses x (write the site, NGINX_CONFIG)',
      '→ Correct it.',
    ]);
    expect(lines.at(-1)).toBe('and 2 more');
  });
});
