import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { type Bucket, definePlugin, type Plugin, type Secret, type StoredObject, secret } from '@fck/core';

/** A secret in every URL of the store; no other text may contain it. */
export const SIGNATURE = 'signature=a-secret-of-the-store';

interface Kept {
  readonly body: Buffer;
  changedAt: number;
}

/** An object store in memory. Hosts use it by HTTP, as they use S3. */
export class HttpStore implements Bucket {
  readonly name = 'test://bucket/';
  readonly objects = new Map<string, Kept>();
  /** `GET key` and `PUT key` of hosts, in their order. */
  requests: string[] = [];
  /** Returns the status for a request to refuse. */
  refuses: (request: string) => number | undefined = () => undefined;
  readonly #server: Server;
  #clock = Date.now();

  constructor() {
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  listen(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /** Registers it as the object store `memory`. */
  plugin(): Plugin {
    return definePlugin({
      name: 'memory-store',
      apply: (fck) =>
        fck.objectStores.register('memory', { about: 'Objects in memory.', bucketOf: () => this }),
    });
  }

  /** The names of the packs and indexes. */
  packs(): string[] {
    return [...this.objects.keys()].filter((key) => key.includes('/objects/'));
  }

  /** Makes all stored objects older by so many milliseconds. */
  age(ms: number): void {
    for (const kept of this.objects.values()) kept.changedAt -= ms;
  }

  async list(prefix: string): Promise<readonly StoredObject[]> {
    return [...this.objects]
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, { body, changedAt }]) => ({ key, size: body.length, changedAt }));
  }

  async read(key: string): Promise<string | undefined> {
    return this.objects.get(key)?.body.toString();
  }

  async write(key: string, text: string): Promise<void> {
    this.#keep(key, Buffer.from(text));
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.objects.delete(key);
  }

  async urlToGet(key: string): Promise<Secret> {
    return this.#url('GET', key);
  }

  async urlToPut(key: string): Promise<Secret> {
    return this.#url('PUT', key);
  }

  #url(method: string, key: string): Secret {
    const address = this.#server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    return secret(`http://127.0.0.1:${port}/${key}?${SIGNATURE}&method=${method}`);
  }

  #keep(key: string, body: Buffer): void {
    this.objects.set(key, { body, changedAt: ++this.#clock });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '', 'http://store');
    const key = url.pathname.slice(1);
    const what = `${request.method} ${key}`;
    this.requests.push(what);
    const body = await buffer(request);
    const refused = this.refuses(what);
    if (refused !== undefined || !url.search.includes(`${SIGNATURE}&method=${request.method}`)) {
      response.writeHead(refused ?? 403).end();
      return;
    }
    if (request.method === 'PUT') {
      this.#keep(key, body);
      response.end();
      return;
    }
    const kept = this.objects.get(key);
    if (!kept) {
      response.writeHead(404).end();
      return;
    }
    const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
    if (from === undefined) response.end(kept.body);
    else response.writeHead(206).end(kept.body.subarray(Number(from), Number(to) + 1));
  }
}
