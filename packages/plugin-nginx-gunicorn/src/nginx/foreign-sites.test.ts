import { describe, expect, it } from 'vitest';
import { foreignSitesIn } from './foreign-sites.js';
import { readDump } from './loaded-config.js';
import { nginxSection } from './section.js';
import { listensOfSite } from './site-listens.js';

const DUMP = `# configuration file /etc/nginx/nginx.conf:
http { include /etc/nginx/conf.d/*.conf; }

# configuration file /etc/nginx/conf.d/fck-shop.web.conf:
upstream fck_shop.web { server unix:/run/x.sock; }
server { listen 80; server_name ours.org; location / { proxy_pass http://fck_shop.web; } }

# configuration file /etc/nginx/conf.d/shop_00041_abc_web.conf:
server {
    listen   80;
    server_name www.a.org a.org;
    location / { proxy_pass http://127.0.0.1:8001; }
}

# configuration file /etc/nginx/conf.d/shop_00041_abc_any.conf:
server { listen 8080; server_name ""; location / { proxy_pass http://127.0.0.1:8002; } }

# configuration file /etc/nginx/snippets/proxy.conf:
upstream old { server 127.0.0.1:8003 weight=2; }
`;

const covered = (written: object, hasIpv6 = false) => {
  const section = nginxSection.parse(written);
  const sites = foreignSitesIn(readDump(DUMP), section.server_names, listensOfSite(section, hasIpv6));
  return Object.fromEntries(sites.map((site) => [site.file.split(/[/_]/).at(-1), site.covered]));
};

describe('sites of others', () => {
  it('are reported with their names, where they listen and what they pass requests to', () => {
    expect(foreignSitesIn(readDump(DUMP), [], [])).toEqual([
      {
        file: '/etc/nginx/conf.d/shop_00041_abc_web.conf',
        names: ['www.a.org', 'a.org'],
        listens: ['80'],
        backends: ['127.0.0.1:8001'],
        covered: false,
      },
      {
        file: '/etc/nginx/conf.d/shop_00041_abc_any.conf',
        names: [],
        listens: ['8080'],
        backends: ['127.0.0.1:8002'],
        covered: false,
      },
      {
        file: '/etc/nginx/snippets/proxy.conf',
        names: [],
        listens: [],
        backends: ['127.0.0.1:8003'],
        covered: false,
      },
    ]);
  });

  it.each([
    [
      { listen: 80, server_names: 'a.org www.a.org' },
      { 'web.conf': 'by name', 'any.conf': false },
    ],
    [{ listen: 80, server_names: '.a.org' }, { 'web.conf': 'by name' }],
    [{ listen: 80, server_names: '*.a.org' }, { 'web.conf': false }],
    [{ listen: 80, server_names: 'a.org' }, { 'web.conf': false }],
    [
      { listen: 8080, server_names: 'a.org www.a.org' },
      { 'web.conf': false, 'any.conf': false },
    ],
    [{ listen: '10.0.0.5:80' }, { 'web.conf': false }],
    [{ listen: 80 }, { 'web.conf': 'as default', 'any.conf': false }],
    [{ listen: [80, 8080] }, { 'web.conf': 'as default', 'any.conf': 'by name' }],
  ])('are covered by %j as %j', (written, expected) => {
    expect(covered(written)).toMatchObject(expected);
    expect(covered(written, true)).toMatchObject({ ...expected, 'proxy.conf': false });
  });
});
