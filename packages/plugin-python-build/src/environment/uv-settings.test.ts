import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { callPython } from '../call-python.test.helper.js';

interface Call {
  readonly words: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/** How uv is called for these words after `pip install`, with a configuration as `pip config list` shows it. */
function callFor(words: readonly string[], configuration: readonly string[] = []): Call {
  const configured = callPython('uv_settings', 'configured', configuration.join('\n'));
  const [settings, wanted] = callPython('uv_settings', 'settings_of', words, configured) as [
    object,
    string[],
  ];
  const [uvWords, variables] = callPython('uv_settings', 'call_of', settings, wanted) as [string[], object];
  return { words: uvWords, variables: { ...variables } as Record<string, string> };
}

const PYPI = 'https://pypi.org/simple';

describe('what pip is told, for uv', () => {
  it('asks for the same packages, with the same files and rules', () => {
    const words = [
      '-rmore.txt',
      '--requirement',
      'base.txt',
      '-c',
      'pins.txt',
      '--no-deps',
      '--require-hashes',
    ];
    const more = [
      '--pre',
      '--only-binary=:all:',
      '--no-binary',
      'lxml,numpy',
      '--upgrade',
      '/d/shop-1-py3-none-any.whl[web]',
    ];
    expect(callFor([...words, ...more])).toEqual({
      words: [
        '/d/shop-1-py3-none-any.whl[web]',
        ...['--requirements', 'more.txt', '--requirements', 'base.txt', '--constraints', 'pins.txt'],
        ...['--no-binary', 'lxml', '--no-binary', 'numpy', '--only-binary', ':all:'],
        ...['--no-deps', '--require-hashes', '--prerelease', 'allow'],
      ],
      variables: { UV_DEFAULT_INDEX: PYPI },
    });
  });

  it('gives all locations as variables, in the order in which pip prefers them', () => {
    const words = [
      '--index-url',
      'https://me:secret@a.test/simple',
      '--extra-index-url=https://b.test/simple',
    ];
    const { words: given, variables } = callFor([...words, '--find-links', './wheels', '--no-index']);
    expect(given).toEqual(['--no-index']);
    expect(variables).toEqual({
      UV_INDEX: 'https://me:secret@a.test/simple',
      UV_DEFAULT_INDEX: 'https://b.test/simple',
      UV_FIND_LINKS: './wheels',
    });
  });

  it("follows pip's configuration of the host: variables before its sections, words before both", () => {
    const configuration = [
      "global.index-url='https://global.test/simple'",
      "global.extra-index-url='https://one.test/simple\\nhttps://two.test/simple'",
      "global.trusted-host='one.test'",
      "global.cert='/etc/ca.pem'",
      "global.proxy='http://proxy.test:3128'",
      "install.index-url='https://install.test/simple'",
      "install.find-links=''",
      "download.no-index='true'",
      "global.no-index='false'",
      ":env:.default-timeout='180'",
      ":env:.cert='/env/ca.pem'",
      ":env:.disable-pip-version-check='1'",
    ];
    expect(callFor(['--cert', '/word/ca.pem', 'click'], configuration)).toEqual({
      words: ['click'],
      variables: {
        UV_INDEX: 'https://install.test/simple https://one.test/simple',
        UV_DEFAULT_INDEX: 'https://two.test/simple',
        UV_INSECURE_HOST: 'one.test',
        UV_HTTP_TIMEOUT: '180',
        SSL_CERT_FILE: '/word/ca.pem',
        ALL_PROXY: 'http://proxy.test:3128',
        HTTP_PROXY: 'http://proxy.test:3128',
        HTTPS_PROXY: 'http://proxy.test:3128',
      },
    });
    expect(callFor([], configuration).variables['SSL_CERT_FILE']).toBe('/env/ca.pem');
  });

  it.each([
    [['--use-feature', 'fast-deps'], [], /pip has the option --use-feature/],
    [['--prefer-binary'], [], /pip has the option --prefer-binary/],
    [[], ["global.prefer-binary='true'"], /the host's configuration of pip has prefer-binary/],
    [['--find-links', 'a,b'], [], /a place of find-links has a comma/],
  ])('leaves to pip what uv does in another way: %s %s', (words, configuration, why) => {
    expect(() => callFor(words, configuration)).toThrow(why);
  });

  it.each([
    [
      'click>=8\nflask[async] ; python_version > "3.8" # web\n',
      ['click>=8', 'flask[async] ; python_version > "3.8" # web'],
    ],
    ['-r more.txt\n-c pins.txt\n', ['idna==3 --hash=sha256:aa']],
    [
      'tool @ git+https://git.test/tool@v1\n--extra-index-url https://a.test\n',
      ['tool @ git+https://git.test/tool@v1'],
    ],
  ])('takes requirements of packages by their names: %j', (text, expected) => {
    expect(requirementsIn(text)).toEqual(expected);
  });

  it.each([
    './lib',
    'lib @ file:///lib',
    'git+https://git.test/tool',
    '-e ./lib',
    '--pre',
    '-i https://a.test',
    'a.whl',
  ])('leaves to pip a file with %s', (line) => {
    expect(() => requirementsIn(`${line}\n`)).toThrow(/base\.txt has the line/);
  });
});

function requirementsIn(text: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'fck-requirements-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'inner'));
  writeFileSync(join(folder, 'base.txt'), text);
  writeFileSync(join(folder, 'more.txt'), 'idna==3 \\\n--hash=sha256:aa\n');
  writeFileSync(join(folder, 'pins.txt'), 'six==1\n');
  return callPython('uv_settings', 'requirements_in', join(folder, 'base.txt'));
}
