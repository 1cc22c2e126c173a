import { execFileSync } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fingerprint, knownHostName, matchesName, matchesPattern, parseKnownHosts } from './known-hosts.js';
import { pinHostKey, readKnownHosts } from './pin-host-key.js';

const key = (byte = 1): Buffer => {
  const type = Buffer.from('ssh-ed25519');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(type.length);
  return Buffer.concat([length, type, Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, byte)]);
};
const line = (names: string, byte = 1): string => `${names} ssh-ed25519 ${key(byte).toString('base64')}`;

describe('reading known_hosts', () => {
  test('takes what can be used, and says where it stands', () => {
    const lines = [
      '# comment',
      '',
      line('web1,10.0.0.1'),
      `  ${line('web2')} a comment`,
      `@revoked ${line('*')}`,
      `@cert-authority ${line('*.example.com')}`,
      '@unknown-marker web1 ssh-ed25519 AAAA',
      'web3 ssh-ed25519 not!base64',
      `web4 ssh-rsa ${key().toString('base64')}`,
      'web5',
      'web6 ssh-ed25519',
    ];
    const known = parseKnownHosts(lines.join('\r\n'), 'file');
    expect(known.map(({ names, line: at, revoked, authority }) => [names, at, revoked, authority])).toEqual([
      ['web1,10.0.0.1', 3, false, undefined],
      ['web2', 4, false, undefined],
      ['*', 5, true, undefined],
      ['*.example.com', 6, false, true],
    ]);
  });

  test('never throws, whatever stands there', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const known of parseKnownHosts(text, 'file')) matchesName(known.names, 'web1');
      }),
    );
  });
});

describe('matching names', () => {
  test.each([
    ['web1', 'web1', true],
    ['WEB1', 'web1', true],
    ['web1', 'web10', false],
    ['db,web1', 'web1', true],
    ['*.example.com', 'a.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com,!bad.example.com', 'bad.example.com', false],
    ['!bad.example.com,*.example.com', 'bad.example.com', false],
    ['!web1', 'web2', false],
    ['web?', 'web1', true],
    ['[web1]:2222', knownHostName('web1', 2222), true],
    ['web1', knownHostName('web1', 2222), false],
    ['[web1]:*', knownHostName('Web1', 2222), true],
    ['::1', knownHostName('::1', 22), true],
    ['|1|broken', 'web1', false],
    ['|2|AAAA|AAAA', 'web1', false],
  ])('%s knows %s: %s', (names, name, matches) => {
    expect(matchesName(names, name)).toBe(matches);
  });

  test('a hashed name is known by its host alone', () => {
    fc.assert(
      fc.property(fc.domain(), fc.domain(), (name, other) => {
        const salt = randomBytes(20);
        const hash = createHmac('sha1', salt).update(name).digest('base64');
        const names = `|1|${salt.toString('base64')}|${hash}`;
        expect(matchesName(names, name)).toBe(true);
        if (other !== name) expect(matchesName(names, other)).toBe(false);
      }),
    );
  });

  test('patterns mean what the same regular expression means', () => {
    const glyph = fc.constantFrom('a', 'b', '.', '*', '?');
    const plain = fc.constantFrom('a', 'b', '.');
    fc.assert(
      fc.property(
        fc.string({ unit: glyph, maxLength: 8 }),
        fc.string({ unit: plain, maxLength: 10 }),
        (pattern, text) => {
          const regex = pattern.replaceAll('.', '\\.').replaceAll('?', '.').replaceAll('*', '.*');
          expect(matchesPattern(pattern, text)).toBe(new RegExp(`^${regex}$`).test(text));
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('a hostile pattern takes no time', () => {
    const begin = performance.now();
    expect(matchesPattern(`${'*a'.repeat(50)}b`, 'a'.repeat(5000))).toBe(false);
    expect(performance.now() - begin).toBeLessThan(500);
  });
});

describe('pinning', () => {
  let dir: string;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'fck-known-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test('keeps what stands there, whole, though its last line has no end', async () => {
    const file = join(dir, 'a', 'b', 'known_hosts');
    await pinHostKey(file, 'web1', key(1));
    writeFileSync(file, readFileSync(file, 'utf8').trimEnd());
    await pinHostKey(file, 'web2', key(2));
    expect(readFileSync(file, 'utf8')).toBe(`${line('web1', 1)}\n${line('web2', 2)}\n`);
  });

  test('many at once are all there, once each', async () => {
    const file = join(dir, 'many');
    const names = Array.from({ length: 40 }, (_, index) => `web${index % 20}`);
    await Promise.all(names.map((name) => pinHostKey(file, name, key(3))));
    expect((await readKnownHosts(file)).map((known) => known.names).sort()).toEqual(
      [...new Set(names)].sort(),
    );
  });

  test('of two keys for one host the first counts, and the other hears of it', async () => {
    const file = join(dir, 'two');
    const [first, second] = await Promise.all([
      pinHostKey(file, 'web1', key(1)),
      pinHostKey(file, 'web1', key(2)),
    ]);
    expect(first).toBeUndefined();
    expect(second).toMatchObject({ file, line: 1 });
    expect(readFileSync(file, 'utf8')).toBe(`${line('web1', 1)}\n`);
  });
});

test('fingerprints are those of ssh-keygen', (context) => {
  const file = join(tmpdir(), `fck-fingerprint-${process.pid}`);
  writeFileSync(file, line('').trim());
  try {
    expect(execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' })).toContain(fingerprint(key()));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      context.skip('there is no ssh-keygen');
    throw error;
  } finally {
    rmSync(file);
  }
});
