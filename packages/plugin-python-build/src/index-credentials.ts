import { posix } from 'node:path';
import { allOf, type HostContext, Secret, secret, sh } from '@fck/core';
import type { PackagesSection } from './packages-section.js';

/** A login at a package index. */
interface Login {
  readonly host: string;
  readonly user: string;
  readonly password: string;
}

/**
 * Takes user and password out of the URLs: pip passes its indexes to child processes on their command lines, which every user of
 * the host can read.
 */
export function withoutCredentials(packages: PackagesSection): PackagesSection {
  return {
    ...packages,
    index_url: packages.index_url && plainUrl(packages.index_url),
    extra_index_urls: packages.extra_index_urls.map(plainUrl),
    find_links: packages.find_links.map(plainUrl),
  };
}

function plainUrl(given: string | Secret): string | Secret {
  if (loginOf(given) === undefined) return given;
  const url = new URL(given instanceof Secret ? given.reveal() : given);
  url.username = '';
  url.password = '';
  return secret(url.href);
}

/** The file with the logins. It exists only while pip runs. */
export function netrcOf({ paths, role }: HostContext): string {
  return posix.join(paths.project, '.work', `.netrc-${role.name}`);
}

/** Whether a URL has a login. */
export function hasCredentials(packages: PackagesSection): boolean {
  return loginsOf(packages).length > 0;
}

/**
 * Runs work with a netrc file, which only the login user can read: the user's own one and the logins of the plan. pip and uv find it
 * by the variable NETRC.
 */
export async function withCredentials<T>(
  context: HostContext,
  packages: PackagesSection | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const logins = loginsOf(packages);
  if (logins.length === 0) return work();
  const file = netrcOf(context);
  // The password is a line of its own, so that redaction knows it. Of two entries for a host, the last one counts.
  const entries = logins.map(
    ({ host, user, password }) => `\nmachine ${host} login ${user} password\n${password}\n`,
  );
  await context.remote.run(
    allOf(
      sh`mkdir -p -- ${posix.dirname(file)}`,
      sh`rm -f -- ${file}`,
      sh`(umask 077 && { cat ~/.netrc 2>/dev/null; cat; } >${file})`,
    ),
    { title: 'write the logins of package indexes', input: secret(entries.join('')), bookkeeping: true },
  );
  try {
    return await work();
  } finally {
    await context.remote.run(sh`rm -f -- ${file}`, {
      title: 'remove the logins of package indexes',
      bookkeeping: true,
    });
  }
}

function loginsOf(packages: PackagesSection | undefined): readonly Login[] {
  if (!packages) return [];
  const urls = [packages.index_url ?? [], packages.extra_index_urls, packages.find_links].flat();
  return urls.flatMap((url) => loginOf(url) ?? []);
}

function loginOf(given: string | Secret): Login | undefined {
  const text = given instanceof Secret ? given.reveal() : given;
  if (!URL.canParse(text)) return undefined;
  const { hostname, username, password } = new URL(text);
  if (password === '') return undefined;
  return { host: hostname, user: decodeURIComponent(username), password: decodeURIComponent(password) };
}
