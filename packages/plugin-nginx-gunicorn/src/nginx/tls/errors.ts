import { errorKind, type Place } from '@fck/core';

const nothingDone = 'No host was touched.';

/** What can be wrong with the certificate of a site. */
export const tlsErrors = {
  unreadable: errorKind(
    'TLS_FILE_UNREADABLE',
    'The file of a certificate or of its key cannot be read on the machine that fck runs on.',
    (file: string, why: string, where: Place) => ({
      message: `${file} cannot be read: ${why}.`,
      hint: `Paths below activate.nginx.tls are relative to the folder of the configuration. ${nothingDone}`,
      where,
    }),
  ),
  notPem: errorKind(
    'TLS_NOT_PEM',
    'A certificate or a key is not PEM text that nginx reads.',
    (what: 'certificate' | 'key', source: string, why: string, where: Place) => ({
      message: `The ${what} (${source}) cannot be used: ${why}.`,
      hint:
        what === 'certificate'
          ? `It must begin with -----BEGIN CERTIFICATE-----: the site's own certificate, then those of its issuers. \`openssl x509 -inform der\` converts a binary one. ${nothingDone}`
          : `It must be a private key without a passphrase: nginx has nobody to ask. \`openssl pkey -in OLD -out NEW\` removes it. ${nothingDone}`,
      where,
    }),
  ),
  keyOfOther: errorKind(
    'TLS_KEY_MISMATCH',
    'The private key of a site belongs to another certificate.',
    (certificate: string, key: string, where: Place) => ({
      message: `The key (${key}) is not that of the first certificate (${certificate}).`,
      hint: `The site's own certificate comes first in its file, before those of its issuers. Was only one of both renewed? ${nothingDone}`,
      where,
    }),
  ),
  notValidNow: errorKind(
    'TLS_NOT_VALID_NOW',
    'The certificate of a site has expired, or is not valid yet: browsers would refuse the site.',
    (source: string, when: string, where: Place) => ({
      message: `The certificate (${source}) ${when}.`,
      hint: `Renew it and run the same command again. ${nothingDone}`,
      where,
    }),
  ),
  namesMissing: errorKind(
    'TLS_NAMES_MISSING',
    'The certificate of a site is not for all of its server names: browsers would refuse the others.',
    (source: string, missing: readonly string[], covered: readonly string[], where: Place) => ({
      message: `The certificate (${source}) is not for ${missing.join(', ')}.`,
      hint: `It is for ${covered.join(', ') || 'no name'}. Get one for all of activate.nginx.server_names, or take names out of them. ${nothingDone}`,
      where,
    }),
  ),
};
