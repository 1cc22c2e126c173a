import { nameOfNoRequest } from './server-names.js';

/**
 * Answers 404 to requests for names that no site has: it is the first `server` block of its file, and nginx gives such requests to
 * the first block of an address. A default site (`default_server`), of fck or not, still gets them.
 *
 * @param listens `listen` lines of the site, without `default_server`, and the lines of its TLS
 */
export function serverOfUnknownNames(siteName: string, listens: readonly string[]): string[] {
  return [
    '# Requests for names that no site has.',
    `server { ${listens.join(' ')} server_name ${nameOfNoRequest(siteName)}; return 404; }`,
    '',
  ];
}
