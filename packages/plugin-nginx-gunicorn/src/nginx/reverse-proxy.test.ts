import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FckContainer } from '@fck/core/host';
import { fakeHostContext, fakeRemote } from '@fck/testing';
import { expect, it, onTestFinished } from 'vitest';
import { nginx } from './reverse-proxy.js';

import { nginxSection } from './section.js';
import { siteTemplate } from './site-template.js';
import { siteWith } from './site-with.test.helper.js';

it.each([
  ['of both families, where the host has both', true, {}, ['http://127.0.0.1:80', 'http://[::1]:80']],
  ['of IPv4 alone, where IPv6 is off', false, {}, ['http://127.0.0.1:80']],
  [
    'that the site names',
    true,
    { listen: [8080, '10.0.0.5:80'] },
    ['http://127.0.0.1:8080', 'http://[::1]:8080', 'http://10.0.0.5:80'],
  ],
])('is asked at each listener %s', async (_, isIpv6, section, urls) => {
  const context = fakeHostContext({
    answers: [
      ['/proc/net/if_inet6', isIpv6],
      ['maintenance-pass', false],
    ],
  });
  const addresses = await nginx.addresses?.(context, {
    name: 'shop.web',
    section: nginxSection.parse(section),
  });
  expect(addresses?.map(({ url }) => url)).toEqual(urls);
});

it('is asked with the pass of its maintenance', async () => {
  const context = fakeHostContext({
    answers: [
      ['/proc/net/if_inet6', false],
      ['maintenance-pass', true],
    ],
  });
  const site = { name: 'shop.web', section: nginxSection.parse({ server_names: 'a.org' }) };
  expect(await nginx.addresses?.(context, site)).toEqual([
    {
      url: 'http://127.0.0.1:80',
      hostName: 'a.org',
      headersFile: '/etc/nginx/fck/shop.web/maintenance-pass',
    },
  ]);
});

it('reads the configuration of nginx once in an activation', async () => {
  const fck = new FckContainer();
  fck.templates.register('nginx.site', siteTemplate);
  const dump = `# configuration file /etc/nginx/nginx.conf:
http {
  include /etc/nginx/conf.d/*.conf;
  server { listen 80 default_server; server_name _; root /usr/share/nginx/html; }
}
`;
  const context = fakeHostContext({
    fck,
    answers: [
      ['nginx -T', ({ command }) => (command === 'nginx -T' ? dump : 'serving 7:7')],
      ['nginx -t', true],
      ['ss -ltnpH', ''],
      ['/proc/net/if_inet6', true],
      ['/etc/nginx/nginx.conf', 'www-data\n'],
    ],
  });
  const site = siteWith({});
  await Promise.all([nginx.prepare(context, site), nginx.files?.(context, site)]);
  // The reload fails: the fake nginx keeps its workers.
  await expect(nginx.switchTo(context, site)).rejects.toThrow();
  expect(context.remote.changes.find(({ verb }) => verb === 'write')).toMatchObject({
    content: expect.stringContaining('server_name "~." "";'),
  });
  expect(context.remote.looks.filter((look) => look === 'nginx -T')).toHaveLength(1);
});

it('shows of the error log only what is about the role', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fck-nginx-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = join(folder, 'error.log');
  const ours = '[error] 7#7: *1 connect() to unix:/opt/www/shop/run/web.gunicorn.1.1/socket failed';
  writeFileSync(
    log,
    `${ours}\n[error] 7#7: *2 open() "/srv/theirs/x" failed\n[error] 7#7: *3 [::1]:8000 failed\n`,
  );
  const remote = fakeRemote({
    answers: [
      [
        '/var/log/nginx/error.log',
        ({ command }) =>
          execFileSync('sh', ['-c', command.replace('/var/log/nginx/error.log', log)], { encoding: 'utf8' }),
      ],
    ],
  });
  expect(await nginx.log?.(remote, 10, ['shop.web.', '/opt/www/shop/'])).toBe(ours);
});
