import { expect, it } from 'vitest';
import { expectNoConflict } from './conflicts.js';
import { formatListen } from './listen.js';
import { nginxSection } from './section.js';
import { listensOfSite } from './site-listens.js';

const listens = (section: object, hasIpv6: boolean) =>
  listensOfSite(nginxSection.parse(section), hasIpv6).map(formatListen);

it.each([
  [{ listen: 80 }, true, ['80', '[::]:80']],
  [{ listen: 80 }, false, ['80']],
  [{}, true, ['80', '[::]:80']],
  [{ listen: '*:8080' }, true, ['8080', '[::]:8080']],
  [{ listen: '0.0.0.0:80' }, true, ['0.0.0.0:80']],
  [{ listen: '10.0.0.5:80' }, true, ['10.0.0.5:80']],
  [{ listen: [80, 8080] }, true, ['80', '[::]:80', '8080', '[::]:8080']],
  [{ listen: ['[::]:80', 80, '0.0.0.0:80'] }, true, ['[::]:80', '80']],
  // Written before fck listened there by itself: nginx refuses a listener that is written twice.
  [{ listen: 80, extra: ['listen [::]:80;'] }, true, ['80']],
])('%j on a host with IPv6: %s', (section, hasIpv6, expected) => {
  expect(listens(section, hasIpv6)).toEqual(expected);
});

it('a default site of IPv6 alone is in the way, and the hint says how to leave IPv6 out', () => {
  const ours = listensOfSite(nginxSection.parse({}), true);
  const theirs = {
    file: '/etc/nginx/conf.d/theirs.conf',
    listens: [{ at: { address: '[::]', port: 80 }, isDefault: true, line: 2 }],
    isStock: false,
    names: [],
  };
  expect(() => expectNoConflict([], ours, [theirs])).toThrow(
    expect.objectContaining({
      code: 'NGINX_DEFAULT_TAKEN',
      message: expect.stringContaining('the default site of [::]:80'),
      hint: expect.stringContaining("listen: '0.0.0.0:80'"),
    }),
  );
  expect(() => expectNoConflict(['a.org'], ours, [theirs])).not.toThrow();
});
