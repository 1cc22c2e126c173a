import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeReleases } from './node-release.js';

const X64 = 'a'.repeat(64);
const ARM64 = 'b'.repeat(64);
const server = createServer(({ url }, response) => {
  const sums = `${X64}  node-v22.1.0-linux-x64.tar.gz\n${'c'.repeat(64)}  node-v22.1.0-linux-x64.tar.xz\n${ARM64}  node-v22.1.0-linux-arm64.tar.gz\n`;
  response.writeHead(url === '/dist/v22.1.0/SHASUMS256.txt' ? 200 : 404).end(sums);
});
let mirror: string;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  mirror = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dist/`;
});
afterAll(() => server.close());

describe('nodeReleases', () => {
  it('pins the archive of each processor', async () => {
    const name = 'node-v22.1.0-linux-arm64';
    const found = await nodeReleases('v22.1.0', mirror);
    expect(found).toMatchObject({
      x64: { sha256: X64 },
      arm64: { name, sha256: ARM64, url: `${mirror}v22.1.0/${name}.tar.gz` },
    });
  });

  it('says why there is none', async () => {
    expect(await nodeReleases('v1.0.0', mirror)).toContain('answers with 404');
    expect(await nodeReleases('v1.0.0', 'http://127.0.0.1:1')).toBe('bad port');
  });
});
