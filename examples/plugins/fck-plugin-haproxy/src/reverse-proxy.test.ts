import type { Build, Instance, Site } from '@fck/core';
import { fakeHostContext } from '@fck/testing';
import { expect, it } from 'vitest';
import { haproxy } from './reverse-proxy.js';
import { type HaproxySection, haproxySection } from './section.js';
import { siteFile, siteTemplate } from './site-file.js';

const LOOPBACK = '00000000000000000000000000000001 01 80 10 80       lo\n';

const build: Build = {
  name: 'shop_00001_abcdefg',
  number: 1,
  commit: 'abcdefg',
  createdAt: '2026-01-01T00:00:00.000Z',
  builtBy: { role: 'web', host: 'web-1' },
  sources: [],
  platform: {},
  checksum: '',
};

const instance: Instance = {
  id: 'shop.web.gunicorn.1.1',
  kind: 'gunicorn',
  build: build.name,
  endpoint: { kind: 'tcp', address: '127.0.0.1', port: 8100 },
};

function siteOf(section: HaproxySection): Site<HaproxySection> {
  const { name } = build;
  return {
    name: 'shop.web',
    build,
    buildPath: `/opt/www/shop/builds/${name}`,
    instance,
    section,
    verificationPath: '/.well-known/fck/shop.web',
    verificationAnswer: instance.id,
  };
}

/** A host with a running haproxy, on which these files listen on the site's port. */
function hostWith(...files: readonly string[]) {
  return fakeHostContext({
    answers: [
      ['MainPID', '712:4711'],
      ['haproxy -c', true],
      ['grep -lsE', files.join('\n')],
    ],
  });
}

it('refuses a port that another site has', async () => {
  const site = siteOf(haproxySection.parse({ listen: 8080 }));
  await haproxy.prepare(hostWith('/etc/haproxy/fck/shop.web.cfg'), site);
  await expect(haproxy.prepare(hostWith('/etc/haproxy/fck/blog.web.cfg'), site)).rejects.toThrow(
    'Port 8080 belongs to /etc/haproxy/fck/blog.web.cfg already.',
  );
});

it('answers only to the names of the section', () => {
  const section = haproxySection.parse({ server_names: ['Shop.example.com', '*.example.org'] });
  const file = siteFile({ ...siteOf(section), isIpv6: true });
  expect(file.split('\n').map((line) => line.trim())).toEqual(
    expect.arrayContaining([
      "acl named req.hdr(host),field(1,:),lower -m str 'shop.example.com'",
      "acl named req.hdr(host),field(1,:),lower -m end '.example.org'",
      'http-request deny deny_status 421 unless named',
    ]),
  );
});

it.each(["a.example.com'", 'a b', 'a\nuser root', '*.', '-a'])('takes no server name %j', (name) => {
  expect(haproxySection.safeParse({ server_names: name }).success).toBe(false);
});

it.each([
  [
    'both families, where the host has both',
    LOOPBACK,
    ['bind *:80', 'bind [::]:80 v6only'],
    ['127.0.0.1', '[::1]'],
  ],
  ['IPv4 alone, where IPv6 is off', '', ['bind *:80'], ['127.0.0.1']],
])('listens on %s, and is asked there', async (_, interfaces, binds, addresses) => {
  const site = siteOf(haproxySection.parse({}));
  const context = fakeHostContext({ answers: [['/proc/net/if_inet6', interfaces]] });
  context.fck.templates.register('haproxy.site', siteTemplate);
  const [file] = (await haproxy.files?.(context, site)) ?? [];
  expect(file?.path).toBe('/etc/haproxy/fck/shop.web.cfg');
  expect(String(file?.content).match(/bind .*/g)).toEqual(binds);
  const found = await haproxy.addresses?.(context, site);
  expect(found?.map(({ url }) => url)).toEqual(addresses.map((address) => `http://${address}:80`));
});
