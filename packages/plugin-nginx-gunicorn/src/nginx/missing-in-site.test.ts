import { describe, expect, it } from 'vitest';
import { missingInSite } from './missing-in-site.js';
import { nginxSection } from './section.js';
import { type NginxSite, siteFile } from './site-file.js';

const site: NginxSite = {
  name: 'shop.web',
  endpoint: { kind: 'tcp', address: '127.0.0.1', port: 8001 },
  section: nginxSection.parse({ listen: 81, server_names: ['www.example.com', 'example.com'] }),
  statics: [],
  verificationPath: '/.well-known/fck/shop.web',
  verificationAnswer: 'shop.web.gunicorn.1.1',
};
const text = siteFile(site);

describe('an overridden site', () => {
  it.each([
    ['is as it was', text],
    [
      'has more',
      text.replace('server {\n', 'map $a $b { default c; }\nserver {\n    listen 443 ssl;\n    gzip on;\n'),
    ],
    [
      'is written in another way',
      text.replaceAll('    ', '\t').replace('server_name www.example.com', 'server_name "www.example.com"'),
    ],
    ['passes requests on in another way', text.replace('http://fck_shop.web;', 'http://fck_shop.web/app/;')],
  ])('misses nothing if it %s', (_, changed) => {
    expect(missingInSite(changed, site)).toEqual([]);
  });

  it.each([
    ['another port', '    listen 81', '    listen 82', 'a server block with `listen 81`'],
    ['a name less', 'www.example.com ', '', 'the server name www.example.com'],
    ['another verification', site.verificationAnswer, 'something', '`location @fck_verification` as it was'],
    [
      'a verification for everyone',
      'deny all',
      'allow all',
      '`location = /.well-known/fck/shop.web` as it was',
    ],
    ['another upstream', '127.0.0.1:8001', '127.0.0.1:9000', '`upstream fck_shop.web` as it was'],
    ['no way to it', 'proxy_pass', '# proxy_pass', '`proxy_pass http://fck_shop.web`'],
  ])('reports what is missing: %s', (_, from, to, lacking) => {
    expect(text).toContain(from);
    expect(missingInSite(text.replace(from, to), site)).toEqual([lacking]);
  });

  it('needs no way to a service that it does not have', () => {
    const files = { ...site, endpoint: undefined };
    expect(missingInSite(siteFile(files), files)).toEqual([]);
  });
});
