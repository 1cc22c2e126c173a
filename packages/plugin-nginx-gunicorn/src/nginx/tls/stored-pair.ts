import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { type HostContext, type Remote, secret, sh, type WrittenFile } from '@fck/core';
import type { CertificatePair } from './pair.js';

/** Only root may enter it: nginx reads keys as root, before its workers give up their rights. */
const FOLDER = '/etc/nginx/fck-tls';

/** The files of a pair on a host. */
export interface StoredPair {
  readonly certificate: string;
  readonly key: string;
}

/**
 * Where a pair is stored. Each has its own name, so that the file of the site, which has this name, decides which one serves: a new
 * certificate is switched, and undone, with it.
 */
export function placeOfPair(siteName: string, { certificate }: CertificatePair): StoredPair {
  const name = createHash('sha256').update(certificate).digest('hex').slice(0, 16);
  const stem = posix.join(folderOf(siteName), name);
  return { certificate: `${stem}.pem`, key: `${stem}.key` };
}

/** The files that {@link storePair} writes. */
export function filesOfPair(siteName: string, pair: CertificatePair): WrittenFile[] {
  const at = placeOfPair(siteName, pair);
  return [
    { path: at.key, content: pair.key },
    { path: at.certificate, content: pair.certificate },
  ];
}

/** Stores a pair, beside the one that serves now. */
export async function storePair(remote: Remote, siteName: string, pair: CertificatePair): Promise<void> {
  const root = remote.as('root');
  const folders = [FOLDER, folderOf(siteName)];
  const arePrivate = await root.test(sh`[ "$(stat -c %u:%a -- ${folders} | sort -u)" = 0:700 ]`);
  if (!arePrivate)
    await root.run(sh`mkdir -p -m 700 -- ${folders} && chown root -- ${folders} && chmod 700 -- ${folders}`, {
      title: `make ${folderOf(siteName)}, which only root may enter`,
    });
  for (const { path, content } of filesOfPair(siteName, pair))
    await root.write(path, content, { mode: 0o600, owner: 'root' });
}

/** The pair that the file of a site on the host names; undefined if there is none. */
export async function currentPair(
  { remote, fck }: Pick<HostContext, 'remote' | 'fck'>,
  siteFile: string,
): Promise<CertificatePair | undefined> {
  const root = remote.as('root');
  const [stem] = stemsIn(await root.read(siteFile));
  if (stem === undefined) return undefined;
  const [certificate, text] = await Promise.all([root.read(`${stem}.pem`), root.read(`${stem}.key`)]);
  if (certificate === undefined || text === undefined) return undefined;
  const key = secret(text);
  fck.addSecret(key);
  return { certificate, key };
}

/** The PEM text of the certificate that the file of a site on the host names; undefined if there is none. */
export async function currentCertificate(remote: Remote, siteFile: string): Promise<string | undefined> {
  const { code, stdout } = await remote.as('root').look(sh`
certificate=$(sed -n 's/^ *ssl_certificate \([^;"]*\);.*/\1/p' ${siteFile} 2>/dev/null | head -n 1)
[ -n "$certificate" ] && cat -- "$certificate"`);
  return code === 0 ? stdout : undefined;
}

/**
 * Removes the pairs of a site that none of these texts of its file names.
 *
 * @param texts undefined: there is no such file
 */
export async function removeOtherPairs(
  remote: Remote,
  siteName: string,
  texts: readonly (string | undefined)[],
): Promise<void> {
  const root = remote.as('root');
  const folder = folderOf(siteName);
  const kept = texts.flatMap(stemsIn).flatMap((stem) => [`${stem}.pem`, `${stem}.key`]);
  const { stdout } = await root.look(sh`[ ! -d ${folder} ] || find ${folder} -type f`);
  const others = stdout.split('\n').filter((path) => path !== '' && !kept.includes(path));
  if (others.length === 0) return;
  await root.run(sh`rm -f -- ${others}; rmdir -- ${folder} ${FOLDER} 2>/dev/null; :`, {
    title: `remove certificates that ${siteName} does not need any more`,
  });
}

/** Whether the text of a site's file names a pair. */
export function namesPair(text: string | undefined): boolean {
  return stemsIn(text).length > 0;
}

function folderOf(siteName: string): string {
  return posix.join(FOLDER, siteName);
}

/** The paths, without their ends, of the pairs that a text names. */
function stemsIn(text = ''): string[] {
  return [...new Set([...text.matchAll(/\/etc\/nginx\/fck-tls\/[\w.-]+\/[0-9a-f]{16}(?=\.pem)/g)].flat())];
}
