import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secret } from '@fck/core';
import { fakeHostContext, fakeRemote } from '@fck/testing';
import { expect, it, onTestFinished } from 'vitest';
import { currentCertificate, currentPair, placeOfPair, removeOtherPairs, storePair } from './stored-pair.js';

const pair = { certificate: 'a certificate\n', key: secret('the private key\n') };
const { certificate, key } = placeOfPair('shop.web', pair);
const siteText = `server { ssl_certificate ${certificate}; return 404; }
server {
    ssl_certificate ${certificate};
    ssl_certificate_key ${key};
}
`;

it('is stored for root alone, the key first, and no plan shows it', async () => {
  const remote = fakeRemote({ answers: [['stat -c', false]] });
  await storePair(remote, 'shop.web', pair);
  expect(remote.changes.map(({ verb, user }) => [verb, user])).toEqual([
    ['run', 'root'],
    ['write', 'root'],
    ['write', 'root'],
  ]);
  expect(remote.changes.slice(1)).toMatchObject([
    { path: key, options: { mode: 0o600, owner: 'root' } },
    { path: certificate, options: { mode: 0o600, owner: 'root' } },
  ]);
  expect(JSON.stringify(remote.changes)).not.toContain('private key');
});

it('of the site on the host is found by its file', async () => {
  const context = fakeHostContext({
    files: { '/site.conf': siteText, [certificate]: pair.certificate, [key]: 'the private key\n' },
  });
  const found = await currentPair(context, '/site.conf');
  expect(found?.certificate).toBe(pair.certificate);
  expect(context.fck.redact('the private key\n')).toContain('***');
  expect(await currentPair(context, '/none.conf')).toBeUndefined();

  const folder = mkdtempSync(join(tmpdir(), 'fck-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'shown.pem'), pair.certificate);
  writeFileSync(join(folder, 'site.conf'), siteText.replaceAll(certificate, join(folder, 'shown.pem')));
  const remote = fakeRemote({
    answers: [
      ['ssl_certificate', ({ command }) => execFileSync('sh', ['-c', command], { encoding: 'utf8' })],
    ],
  });
  expect(await currentCertificate(remote, join(folder, 'site.conf'))).toBe(pair.certificate);
});

it('is removed once neither the new file of the site nor the old one names it', async () => {
  const old = '/etc/nginx/fck-tls/shop.web/0123456789abcdef';
  const listed = [certificate, key, `${old}.pem`, `${old}.key`].join('\n');
  const remote = fakeRemote({ answers: [['find ', listed]] });
  await removeOtherPairs(remote, 'shop.web', [siteText, undefined]);
  expect(remote.changes).toHaveLength(1);
  expect(JSON.stringify(remote.changes)).toContain(`${old}.key`);
  expect(JSON.stringify(remote.changes)).not.toContain(key);
  remote.forget();
  await removeOtherPairs(remote, 'shop.web', [siteText, `ssl_certificate ${old}.pem;`]);
  expect(remote.changes).toEqual([]);
});
