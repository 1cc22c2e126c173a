import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** A package index (PEP 503) of the wheels in a folder, on this machine. */
export class PackageIndex {
  readonly #folder: string;
  readonly #server: Server;

  constructor(folder: string) {
    this.#folder = folder;
    this.#server = createServer((request, response) => {
      const [, kind, name = ''] = decodeURIComponent(request.url ?? '').split('/');
      // What is in the folder changes from test to test.
      response.setHeader('cache-control', 'no-store');
      if (kind === 'files') response.end(readFileSync(join(this.#folder, name)));
      else if (kind === 'simple' && this.#wheelsOf(name).length > 0)
        response.setHeader('content-type', 'text/html').end(this.#page(name));
      else response.writeHead(404).end();
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/simple`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #wheelsOf(name: string): string[] {
    return readdirSync(this.#folder).filter((file) => file.startsWith(`${name.replaceAll('-', '_')}-`));
  }

  #page(name: string): string {
    const links = this.#wheelsOf(name).map((file) => {
      const hash = createHash('sha256')
        .update(readFileSync(join(this.#folder, file)))
        .digest('hex');
      return `<a href="/files/${file}#sha256=${hash}" data-requires-python="&gt;=3.8">${file}</a>`;
    });
    return `<!DOCTYPE html><html><body>${links.join('\n')}</body></html>`;
  }
}
