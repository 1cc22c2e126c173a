import { Fck } from '@fck/core';
import { expect, it } from 'vitest';
import securityHeaders from './index.js';

function siteWith(headers: Readonly<Record<string, string | null>>): string {
  const fck = new Fck();
  fck.templates.register('nginx.site', {
    about: '',
    data: {},
    render: () => 'upstream a {\n}\nserver {\n    listen 80;\n}\n',
  });
  securityHeaders.apply(fck, { headers });
  return fck.templates.render('nginx.site', {});
}

it('adds headers to the server block, and leaves out what is null', () => {
  const headers = { 'X-Frame-Options': null, 'Referrer-Policy': null, 'X-Robots-Tag': 'noindex' };
  expect(siteWith(headers)).toBe(`upstream a {
}
server {
    add_header X-Content-Type-Options "nosniff" always;
    add_header X-Robots-Tag "noindex" always;
    listen 80;
}
`);
});
