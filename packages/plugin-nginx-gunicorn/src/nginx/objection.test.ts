import { expect, it } from 'vitest';
import { serversOf } from './loaded-config.js';
import { objectionIn } from './objection.js';

const FILE = '/etc/nginx/conf.d/fck-shop.web.conf';
const servers = serversOf(FILE, 'server { listen 80; listen [::]:80; server_name WWW.a.org .b.org; }');
const conflictOf = (name: string, at: string) => ({
  code: 0,
  stderr: `nginx: [warn] conflicting server name "other.org" on 0.0.0.0:80, ignored
nginx: [warn] conflicting server name "${name}" on ${at}, ignored
nginx: configuration file /etc/nginx/nginx.conf test is successful`,
});

it.each([
  ['www.a.org', '0.0.0.0:80'],
  ['www.a.org', '[::]:80'],
  ['b.org', '0.0.0.0:80'],
  ['*.b.org', '0.0.0.0:80'],
])('a site that nginx ignores under one of its names (%s on %s) is lost', (name, at) => {
  expect(objectionIn(conflictOf(name, at), FILE, FILE, servers)).toMatchObject({
    code: 'NGINX_NAME_TAKEN',
    message: expect.stringContaining(`The server name ${name} belongs to another file, on ${at}`),
  });
});

it.each([
  ['_', '0.0.0.0:80'],
  ['a.org', '0.0.0.0:80'],
  ['www.a.org', '0.0.0.0:81'],
])('a name that others have in common (%s on %s) is not about the site', (name, at) => {
  expect(objectionIn(conflictOf(name, at), FILE, FILE, servers)).toBeUndefined();
});
