import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeHostContext, fakeRemote } from '@fck/testing';
import { expect, it, onTestFinished } from 'vitest';
import { nginx } from './reverse-proxy.js';
import { nginxSection } from './section.js';

const LOOPBACK = '00000000000000000000000000000001 01 80 10 80       lo\n';

it.each([
  ['of both families, where the host has both', LOOPBACK, {}, ['http://127.0.0.1:80', 'http://[::1]:80']],
  ['of IPv4 alone, where IPv6 is off', '', {}, ['http://127.0.0.1:80']],
  [
    'that the site names',
    LOOPBACK,
    { listen: [8080, '10.0.0.5:80'] },
    ['http://127.0.0.1:8080', 'http://[::1]:8080', 'http://10.0.0.5:80'],
  ],
])('is asked at each listener %s', async (_, interfaces, section, urls) => {
  const context = fakeHostContext({ answers: [['/proc/net/if_inet6', interfaces]] });
  const addresses = await nginx.addresses?.(context, {
    name: 'shop.web',
    section: nginxSection.parse(section),
  });
  expect(addresses?.map(({ url }) => url)).toEqual(urls);
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
