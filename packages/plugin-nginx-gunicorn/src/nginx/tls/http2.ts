import { type Remote, sh } from '@fck/core';

/** How nginx is configured for HTTP/2: by a directive of the server, by a word of its `listen`, or not at all. */
export type Http2 = 'directive' | 'listen' | 'none';

/** How the nginx of a host speaks HTTP/2. */
export async function http2On(remote: Remote): Promise<Http2> {
  return http2By((await remote.look(sh`nginx -V 2>&1`)).stdout);
}

/** @param about what `nginx -V` prints */
export function http2By(about: string): Http2 {
  if (!about.includes('http_v2_module')) return 'none';
  const [, ...version] = /nginx\/(\d+)\.(\d+)\.(\d+)/.exec(about) ?? [];
  const [major = 0, minor = 0, patch = 0] = version.map(Number);
  const isNew = major > 1 || (major === 1 && (minor > 25 || (minor === 25 && patch >= 1)));
  return isNew ? 'directive' : 'listen';
}
