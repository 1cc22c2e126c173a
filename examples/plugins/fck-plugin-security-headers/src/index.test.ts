import { emptyFck } from '@fck/testing';
import { expect, it } from 'vitest';
import securityHeaders from './index.js';

/** Not the constant itself: its type would require all data of the template. */
const SITE: string = 'nginx.site';

function siteWith(headers: Readonly<Record<string, string | null>>): string {
  const fck = emptyFck();
  fck.templates.register(SITE, {
    about: '',
    data: {},
    render: () => 'upstream a {\n}\nserver {\n    listen 80;\n}\n',
  });
  securityHeaders.apply(fck, { headers });
  return fck.templates.render(SITE, {});
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
