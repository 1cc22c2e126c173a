import { describe, expect, it } from 'vitest';
import { expectNoConflict } from './conflicts.js';
import { readDump } from './loaded-config.js';
import { nginxSection } from './section.js';
import { listensOfSite } from './site-listens.js';

const DUMP = `# configuration file /etc/nginx/nginx.conf:
user www-data;
events { worker_connections 768; }
http {
	log_format main '$remote_addr "$request" {"a": 1}'; # a comment; with { signs
	map $http_upgrade $connection_upgrade { default upgrade; '' close; }
	include /etc/nginx/mime.types;
	include /etc/nginx/conf.d/*.conf;
	server { server_name inline.org; location / { return 200 "\${host}}"; } }
}

# configuration file /etc/nginx/sites-enabled/default:
server {
	listen 80 default_server;
	listen [::]:80 default_server;
	server_name _;
}

# configuration file /etc/nginx/conf.d/shop.conf:
upstream shop { server 127.0.0.1:9000; }
server { listen 0.0.0.0:8080; server_name a.org b.org; }
server { listen unix:/run/x.sock; server_name c.org; }
`;
const config = readDump(DUMP);
const conflict = (written: object) => () => {
  const section = nginxSection.parse(written);
  expectNoConflict(section.server_names, listensOfSite(section, false), config.servers);
};

describe('the configuration that nginx has', () => {
  it('is read file by file', () => {
    expect(config.includes).toEqual(['/etc/nginx/mime.types', '/etc/nginx/conf.d/*.conf']);
    expect(config.servers.map(({ file, names }) => [file.split('/').at(-1), names])).toEqual([
      ['nginx.conf', ['inline.org']],
      ['default', ['_']],
      ['shop.conf', ['a.org', 'b.org']],
      ['shop.conf', ['c.org']],
    ]);
  });

  it('conflicts with a second default site of a port', () => {
    expect(conflict({ listen: 80 })).toThrow(
      '/etc/nginx/sites-enabled/default is already the default site of 80',
    );
    expect(conflict({ listen: 8080 })).not.toThrow();
    expect(conflict({ listen: '10.0.0.5:80' })).not.toThrow();
  });

  it('conflicts with a site of fabcloudkit, and says what replaces it', () => {
    const names = () =>
      expectNoConflict(['b.org'], [{ address: undefined, port: 8080 }], config.servers, (file) =>
        file.endsWith('shop.conf'),
      );
    expect(names).toThrow(
      expect.objectContaining({
        code: 'NGINX_NAME_TAKEN',
        hint: expect.stringContaining('`fck adopt` replaces it'),
      }),
    );
  });

  it('conflicts with a name that another site of the port has', () => {
    expect(conflict({ listen: 8080, server_names: 'b.org' })).toThrow(
      'The server name b.org belongs to /etc/nginx/conf.d/shop.conf',
    );
    expect(conflict({ listen: 80, server_names: 'Inline.org' })).toThrow('/etc/nginx/nginx.conf');
    expect(conflict({ listen: 80, server_names: '.inline.org' })).toThrow('/etc/nginx/nginx.conf');
    expect(conflict({ listen: 80, server_names: 'b.org' })).not.toThrow();
  });
});
