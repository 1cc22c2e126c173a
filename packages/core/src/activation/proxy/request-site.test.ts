import { type FakeContextOptions, fakeHostContext } from '@fck/testing';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { ReverseProxy } from '../../api/reverse-proxy.js';
import { FckContainer } from '../../fck.js';
import { requestSite } from './request-site.js';

const sites = z.object({ port: z.int() });

const proxy: ReverseProxy<typeof sites> = {
  about: '',
  schema: sites,
  prepare: async () => undefined,
  remember: async () => undefined,
  switchTo: async () => undefined,
  undoSwitch: async () => undefined,
  address: ({ name, section }) => ({
    url: `http://127.0.0.1:${section.port}`,
    hostName: `${name}.example.com`,
  }),
  workMark: async () => undefined,
  drained: async () => true,
  remove: async () => undefined,
};

function contextOf(options: FakeContextOptions) {
  const fck = new FckContainer();
  fck.proxies.register('sites', proxy);
  return fakeHostContext({ fck, ...options });
}

it('requests a page from the proxy of the role, as a visitor of the site would', async () => {
  const context = contextOf({
    role: { activates: true },
    values: { 'activate.sites': { port: 8080 } },
    answers: [['curl', 'hello\n200']],
  });
  expect(await requestSite(context, '/health', 3)).toEqual({
    url: 'http://127.0.0.1:8080/health',
    status: 200,
    body: 'hello',
  });
  expect(context.remote.looks.at(-1)).toMatch(
    /--max-time 3 .*Host: \w+\.\w+\.example\.com.* http:\/\/127\.0\.0\.1:8080\/health/,
  );
});

it('requests nothing where a role has no site', async () => {
  expect(await requestSite(contextOf({}), '/')).toBeUndefined();
});
