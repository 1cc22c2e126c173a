import { expect, it } from 'vitest';
import { visitorUrl } from './visitor-url.js';

it.each([
  ['http://127.0.0.1:80', undefined, '203.0.113.7', 'http://203.0.113.7/'],
  ['http://127.0.0.1:8080', undefined, 'local', 'http://localhost:8080/'],
  ['http://[::1]:80', undefined, '2001:db8::7', 'http://[2001:db8::7]/'],
  ['http://10.0.0.5:80', undefined, '203.0.113.7', 'http://10.0.0.5/'],
  ['http://127.0.0.1:80', 'www.example.com', '203.0.113.7', 'http://www.example.com/'],
  ['http://127.0.0.1:443', 'www.example.com', '203.0.113.7', 'https://www.example.com/'],
  ['http://127.0.0.1:443', undefined, '203.0.113.7', 'https://203.0.113.7/'],
])('a site at %s with the name %s on %s is found at %s', (url, hostName, address, expected) => {
  expect(visitorUrl({ url, hostName }, address)).toBe(expected);
});
