import { FckError } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { explainPipFailure, wordsOfPip } from './pip-failure.js';

it('names the requirement that no index offers, with the newest existing versions', () => {
  const versions = Array.from({ length: 60 }, (_, index) => `1.${index}`).join(', ');
  const said = wordsOfPip(`Processing /opt/www/shop/dist/shop-1.0-py3-none-any.whl
ERROR: Could not find a version that satisfies the requirement flask==99.9 (from shop) (from versions: ${versions})
ERROR: No matching distribution found for flask==99.9`);
  expect(said).toEqual({
    installer: 'pip',
    first: expect.stringContaining('flask==99.9'),
    all: `ERROR: Could not find a version that satisfies the requirement flask==99.9 (from shop) (from versions: …, 1.54, 1.55, 1.56, 1.57, 1.58, 1.59)
ERROR: No matching distribution found for flask==99.9`,
  });
});

it('keeps which packages conflict, and why', () => {
  const said = wordsOfPip(`Collecting flask<2
  Using cached Flask-1.1.4-py2.py3-none-any.whl (94 kB)
INFO: pip is looking at multiple versions of shop to determine which version is compatible with other requirements. This could take a while.
ERROR: Cannot install flask<2 and shop==1.0 because these package versions have conflicting dependencies.

The conflict is caused by:
    The user requested flask<2
    shop 1.0 depends on flask==99.9

To fix this you could try to:
1. loosen the range of package versions you've specified
ERROR: ResolutionImpossible: for help visit https://pip.pypa.io/`);
  expect(said?.first).toMatch(/^Cannot install flask<2 and shop==1\.0/);
  expect(said?.all).toContain('shop 1.0 depends on flask==99.9');
  expect(said?.all).not.toContain('Using cached');
});

it('leaves what is no failure of pip as it is', () => {
  expect(wordsOfPip('Killed')).toBeUndefined();
});

it.each([
  [
    "NewConnectionError('<pip._vendor.urllib3.connection.HTTPSConnection object at 0x7f345a165410>: Failed to establish a new connection: [Errno -3] Temporary failure in name resolution')",
    'Failed to establish a new connection: [Errno -3] Temporary failure in name resolution',
  ],
  ["ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 403 Forbidden'))", 'Forbidden'],
])('names the network, not the requirement, where the index cannot be reached: %s', (broken, why) => {
  const attempt = (left: number) =>
    `WARNING: Retrying (Retry(total=${left}, connect=None, read=None, redirect=None, status=None)) after connection broken by '${broken}': /simple/gunicorn/`;
  const detail = `${attempt(1)}
${attempt(0)}
ERROR: Could not find a version that satisfies the requirement gunicorn>=22 (from versions: none)
ERROR: No matching distribution found for gunicorn>=22`;
  const failure = new FckError({ code: 'COMMAND_FAILED', message: 'pip failed', detail, host: 'web-1' });
  expect(explainPipFailure(['shop'], failure)).toMatchObject({
    code: 'PIP_INSTALL_FAILED',
    message: expect.stringMatching(/on web-1: the package index cannot be reached \(/),
    hint: expect.stringMatching(/^Check the network, DNS and proxy of that host/),
  });
  expect(wordsOfPip(detail)?.unreachable).toContain(why);
  expect(wordsOfPip(detail.replace(attempt(0), ''))?.unreachable).toBeUndefined();
});

it.each([
  [
    `error: No solution found when resolving dependencies
  cause: Because there is no version of click==99 and you require click==99, we can conclude that your requirements are unsatisfiable.`,
    /^uv could not install "shop" .*: No solution found .*: Because there is no version of click==99/,
  ],
  [
    `error: Request failed after 1 retry in 1.1s
  cause: Failed to fetch: https://index.test/simple/click/
  cause: error sending request for url (https://index.test/simple/click/)
  cause: client error (Connect)
  cause: dns error
  cause: failed to lookup address information: Name or service not known`,
    /the package index cannot be reached \(failed to lookup address information: Name or service not known\)/,
  ],
  [
    `error: Failed to download \`click==8.1.7\`
  cause: Hash mismatch for \`click==8.1.7\`

         Expected:
           sha256:00`,
    /Failed to download `click==8\.1\.7`: Hash mismatch for `click==8\.1\.7`/,
  ],
])('says what uv says: %s', (detail, message) => {
  const failure = new FckError({ code: 'COMMAND_FAILED', message: 'uv failed', detail, host: 'web-1' });
  expect(explainPipFailure(['shop'], failure)).toMatchObject({
    code: 'PIP_INSTALL_FAILED',
    message: expect.stringMatching(message),
    detail,
  });
});

describe('a package that cannot be compiled', () => {
  const failed = (why: string) => `Collecting misaka
  error: subprocess-exited-with-error

  × Building wheel for misaka (pyproject.toml) did not run successfully.
  │ exit code: 1
  ╰─> [15 lines of output]
      ${why}
      [end of output]

  ERROR: Failed building wheel for misaka
Failed to build misaka
error: failed-wheel-build-for-install

× Failed to build installable wheels for some pyproject.toml based projects
╰─> misaka`;

  it.each([
    ["error: [Errno 2] No such file or directory: 'x86_64-linux-gnu-gcc'", '[gcc, python3-devel]'],
    ["error: command 'gcc' failed: No such file or directory", '[gcc, python3-devel]'],
    ['misaka.c:4:10: fatal error: Python.h: No such file or directory', '[python3-devel]'],
    ['Error: pg_config executable not found.', '[libpq-devel]'],
    ["error: can't find Rust compiler", '[package:cargo]'],
  ])('is named, with the tools that the host does not have: %s', (why, tools) => {
    const detail = failed(why);
    const failure = new FckError({ code: 'COMMAND_FAILED', message: 'pip failed', detail, host: 'web-1' });
    expect(explainPipFailure(['isso'], failure)).toMatchObject({
      code: 'PIP_INSTALL_FAILED',
      message: 'pip could not install "isso" with what it needs on web-1: "misaka" could not be built',
      detail: expect.stringContaining(why),
      hint: expect.stringContaining(`\`provision: {tools: ${tools}}\``),
    });
  });
});
