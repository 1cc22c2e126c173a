import { expect, it } from 'vitest';
import { localPaths, mergePipConf, parsePipConf, pipConfOfEnvironment, renderPipConf } from './pip.js';

const text = `# comment
[global]
index-url = https://user:p%40ss@index.example/simple
extra_index_url =
    https://one.example/simple
    file:///srv/index

[install]
Find-Links: /opt/wheels
; another
`;

it('reads sections, lists and both separators', () => {
  const conf = parsePipConf(text);
  expect(conf.get('global')?.get('index-url')).toBe('https://user:p%40ss@index.example/simple');
  expect(conf.get('global')?.get('extra-index-url')).toBe('\nhttps://one.example/simple\nfile:///srv/index');
  expect(conf.get('install')?.get('find-links')).toBe('/opt/wheels');
});

it('reads what it writes', () => {
  const conf = parsePipConf(text);
  expect(parsePipConf(renderPipConf(conf))).toEqual(conf);
});

it('lets the later file win, key by key', () => {
  const merged = mergePipConf([
    parsePipConf('[global]\ntimeout = 5\ncert = /a.pem\n'),
    parsePipConf('[global]\ntimeout = 9\n'),
  ]);
  expect(renderPipConf(merged)).toBe('[global]\ntimeout = 9\ncert = /a.pem\n');
});

it('turns variables into configuration', () => {
  const conf = pipConfOfEnvironment({
    PIP_INDEX_URL: 'https://i/',
    PIP_FIND_LINKS: '/a /b',
    PIP_DEFAULT_TIMEOUT: '9',
    HOME: '/x',
  });
  expect(renderPipConf(conf)).toBe(
    '[global]\nindex-url = https://i/\nfind-links = /a\n    /b\ntimeout = 9\n',
  );
  expect(renderPipConf(pipConfOfEnvironment({}))).toBe('');
});

it('finds what lies on this machine', () => {
  expect(localPaths('https://x/simple /opt/wheels file:///srv/my%20index relative/path')).toEqual([
    '/opt/wheels',
    '/srv/my index',
  ]);
});
