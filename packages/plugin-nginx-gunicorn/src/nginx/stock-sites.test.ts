import { describe, expect, it } from 'vitest';
import { expectNoConflict, namesForTheRest } from './conflicts.js';
import { readDump } from './loaded-config.js';
import { nginxSection } from './section.js';
import { siteFile } from './site-file.js';
import { listensOfSite } from './site-listens.js';

/** nginx.conf of RHEL 8 and its derivatives, as the package brings it, without comments. */
const RHEL_8 = `user nginx;
worker_processes auto;
error_log /var/log/nginx/error.log;
pid /run/nginx.pid;
include /usr/share/nginx/modules/*.conf;
events {
    worker_connections 1024;
}
http {
    include             /etc/nginx/mime.types;
    include /etc/nginx/conf.d/*.conf;
    server {
        listen       80 default_server;
        listen       [::]:80 default_server;
        server_name  _;
        root         /usr/share/nginx/html;

        # Load configuration files for the default server block.
        include /etc/nginx/default.d/*.conf;

        location / {
        }

        error_page 404 /404.html;
            location = /40x.html {
        }

        error_page 500 502 503 504 /50x.html;
            location = /50x.html {
        }
    }
}
`;
const ALPINE = `# This is a default site configuration which will simply return 404, preventing
# chance access to any other virtualhost.
server {
	listen 80 default_server;
	listen [::]:80 default_server;

	# Everything is a 404
	location / {
		return 404;
	}

	# You may need this to prevent return 404 recursion.
	location = /404.html {
		internal;
	}
}
`;
const part = (file: string, text: string) => `# configuration file ${file}:\n${text}\n`;
const rhel8 = (main = RHEL_8, ...others: string[]) =>
  [part('/etc/nginx/nginx.conf', main), ...others].join('');
const alpine = part('/etc/nginx/nginx.conf', 'http { }') + part('/etc/nginx/http.d/default.conf', ALPINE);

/** What a site is served by beside these files: its `server_name`s, and whether it is nginx's default site. */
function beside(dump: string, written: object = {}) {
  const section = nginxSection.parse(written);
  const listens = listensOfSite(section, true);
  const { servers } = readDump(dump);
  expectNoConflict(section.server_names, listens, servers);
  const text = siteFile({
    name: 'shop.web',
    endpoint: undefined,
    section: { ...section, listen: listens },
    statics: [],
    restNames: namesForTheRest(section.server_names, listens, servers),
    verificationPath: '/verification',
    verificationAnswer: 'it',
  });
  return { isDefault: text.includes('default_server'), names: /^ {4}server_name (.*);/m.exec(text)?.[1] };
}

const isDefault = { isDefault: true, names: expect.stringContaining('.fck.invalid') };

describe('a site without names', () => {
  it.each([
    ['RHEL 8', rhel8(), '"~." ""'],
    ['Alpine', alpine, '"~."'],
  ])('answers every name beside the default site of the package: %s', (_, dump, names) => {
    expect(beside(dump)).toEqual({ isDefault: false, names });
  });

  it('becomes the default beside a site of the package that is none, and on other ports', () => {
    expect(beside(rhel8(RHEL_8.replaceAll(' default_server', '')))).toEqual(isDefault);
    expect(beside(rhel8(), { listen: 8080 })).toEqual(isDefault);
  });

  it.each([
    ['has another root', rhel8(RHEL_8.replace('/usr/share/nginx/html', '/srv/intranet'))],
    ['passes requests on', rhel8(RHEL_8.replace('location / {', 'location / { proxy_pass http://x;'))],
    ['has more in it', rhel8(RHEL_8, part('/etc/nginx/default.d/php.conf', 'index index.php;'))],
    [
      'has sites by regular expressions beside it',
      rhel8(RHEL_8, part('/etc/nginx/conf.d/x.conf', 'server { server_name ~^shop; }')),
    ],
  ])('is refused beside a default site that %s, with the lines to change', (_, dump) => {
    expect(() => beside(dump)).toThrow('/etc/nginx/nginx.conf is already the default site of 80');
    try {
      beside(dump);
    } catch (thrown) {
      expect(thrown).toMatchObject({
        code: 'NGINX_DEFAULT_TAKEN',
        hint: expect.stringMatching(
          /remove `default_server` from lines 13 and 14 of \/etc\/nginx\/nginx\.conf/,
        ),
      });
    }
    expect(beside(dump.replaceAll(' default_server', ''))).toEqual(isDefault);
    expect(beside(dump, { server_names: 'shop.example.com' })).toEqual({
      isDefault: false,
      names: 'shop.example.com',
    });
  });

  it.each([
    ['"~." ""', 'listen 80'],
    ['1.fck.invalid', 'listen 80 default_server'],
  ])('is refused beside another one (%s), whose file is not to be changed', (names, listen) => {
    const other = `server { ${listen}; server_name ${names}; }`;
    const dump = rhel8(names === '"~." ""' ? RHEL_8 : '', part('/etc/nginx/conf.d/fck-blog.web.conf', other));
    const complaint = expect(() => beside(dump));
    complaint.toThrow(
      expect.objectContaining({
        message: '/etc/nginx/conf.d/fck-blog.web.conf is already the default site of 80.',
        hint: expect.stringMatching(/^It is another site of fck without server_names. Give one of them/),
      }),
    );
  });
});
