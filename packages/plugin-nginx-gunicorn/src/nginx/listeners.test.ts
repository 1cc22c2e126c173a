import { expect, it } from 'vitest';
import { foreignListener } from './listeners.js';

const line = (local: string, ...users: string[]) =>
  `LISTEN 0      511     ${local}     0.0.0.0:*    users:(${users.join(',')})`;
const nginx = '("nginx",pid=812,fd=6)';
const apache = '("apache2",pid=77,fd=4)';
const all = { address: undefined, port: 80 };
const one = { address: '10.0.0.5', port: 80 };
const ipv4 = { address: '0.0.0.0', port: 80 };
const six = { address: '[::1]', port: 80 };

it.each([
  ['nobody', '', all, undefined],
  ['nginx itself', line('0.0.0.0:80', '("nginx",pid=811,fd=6)', nginx), all, undefined],
  ['another nginx, of a container', line('0.0.0.0:80', '("nginx",pid=4711,fd=6)'), all, 'nginx'],
  ['another program', line('0.0.0.0:80', apache), all, 'apache2'],
  ['another program on all of IPv4 and IPv6', line('*:80', apache), one, 'apache2'],
  ['another program on one address, where nginx wants all', line('127.0.0.1:80', apache), all, 'apache2'],
  ['another program on another address', line('10.0.0.6:80', apache), one, undefined],
  ['another program on the same address', line('10.0.0.5:80', apache), one, 'apache2'],
  ['another program on IPv6 alone', line('[::]:80', apache), all, undefined],
  ['another program on another port', line('0.0.0.0:8080', apache), all, undefined],
  ['another program, where nginx wants all of IPv4 alone', line('0.0.0.0:80', apache), ipv4, 'apache2'],
  ['another program on IPv6, where nginx wants it', line('[::]:80', apache), six, 'apache2'],
  [
    'another program on an interface',
    line('127.0.0.1%lo:80', apache),
    { address: '127.0.0.1', port: 80 },
    'apache2',
  ],
  ['somebody whom this machine does not know', 'LISTEN 0 5 0.0.0.0:80 0.0.0.0:*', all, 'another program'],
  [
    'nginx on one address and another program beside it',
    `${line('10.0.0.5:80', nginx)}\n${line('0.0.0.0:80', apache)}`,
    all,
    'apache2',
  ],
])('%s listens on the port', (_, listeners, listen, holder) => {
  expect(foreignListener(listeners, listen, ['812:7', '813:7'])).toBe(holder);
});
