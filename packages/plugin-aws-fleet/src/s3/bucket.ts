import { type Account, accountErrors, awsCodeOf, call } from '@fck/aws-account';
import { type Bucket, once, type Secret, type StoredObject, secret } from '@fck/core';
import { s3Client } from './client.js';
import type { S3Settings } from './section.js';

/** How many objects S3 removes in one request. */
const REMOVED_AT_ONCE = 1000;

/** Time limit of an upload in milliseconds. */
const PUT_WITHIN = 15 * 60_000;

/** A bucket of S3, or the objects in it with a prefix. */
export class S3Bucket implements Bucket {
  readonly name: string;
  readonly #account: Account;
  readonly #settings: S3Settings;

  constructor(account: Account, settings: S3Settings) {
    this.#account = account;
    this.#settings = settings;
    this.name = `s3://${settings.bucket}/${settings.prefix}`;
  }

  async list(prefix: string): Promise<readonly StoredObject[]> {
    const [{ ListObjectsV2Command }, s3] = await this.#loaded();
    const found: StoredObject[] = [];
    let next: string | undefined;
    do {
      const page = await this.#call('s3:ListBucket', () =>
        s3.send(
          new ListObjectsV2Command({
            Bucket: this.#settings.bucket,
            Prefix: this.#keyOf(prefix),
            ...(next === undefined ? {} : { ContinuationToken: next }),
          }),
        ),
      );
      for (const { Key = '', Size = 0, LastModified } of page.Contents ?? [])
        found.push({
          key: Key.slice(this.#settings.prefix.length),
          size: Size,
          changedAt: LastModified?.getTime() ?? 0,
        });
      next = page.IsTruncated === true ? page.NextContinuationToken : undefined;
    } while (next !== undefined);
    return found;
  }

  async read(key: string): Promise<string | undefined> {
    const [{ GetObjectCommand }, s3] = await this.#loaded();
    try {
      return await this.#call('s3:GetObject', async () => {
        const { Body } = await s3.send(new GetObjectCommand(this.#object(key)));
        return (await Body?.transformToString()) ?? '';
      });
    } catch (thrown) {
      if (awsCodeOf(thrown) === 'NoSuchKey') return undefined;
      throw thrown;
    }
  }

  async write(key: string, text: string): Promise<void> {
    const [{ PutObjectCommand }, s3] = await this.#loaded();
    await this.#call('s3:PutObject', () =>
      s3.send(new PutObjectCommand({ ...this.#object(key), Body: text })),
    );
  }

  /** Stores an object that may be large. Uses a URL, since requests of the SDK have to be answered within seconds. */
  async put(key: string, bytes: Buffer): Promise<void> {
    const url = (await this.urlToPut(key)).reveal();
    await this.#call('s3:PutObject', async () => {
      const signal = AbortSignal.timeout(PUT_WITHIN);
      const { ok, status, body } = await fetch(url, { method: 'PUT', body: new Uint8Array(bytes), signal });
      await body?.cancel();
      if (!ok) throw Object.assign(new Error(`HTTP ${status}`), { $metadata: { httpStatusCode: status } });
    });
  }

  /** The unsigned URL of an object, for a client that signs its requests itself. */
  async address(key: string): Promise<{ readonly url: string; readonly region: string }> {
    const [url, [, s3]] = await Promise.all([this.urlToGet(key), this.#loaded()]);
    const { origin, pathname } = new URL(url.reveal());
    return { url: `${origin}${pathname}`, region: await s3.config.region() };
  }

  async remove(keys: readonly string[]): Promise<void> {
    const [{ DeleteObjectsCommand }, s3] = await this.#loaded();
    for (let at = 0; at < keys.length; at += REMOVED_AT_ONCE) {
      const Objects = keys.slice(at, at + REMOVED_AT_ONCE).map((key) => ({ Key: this.#keyOf(key) }));
      const { Errors: [refused] = [] } = await this.#call('s3:DeleteObject', () =>
        s3.send(
          new DeleteObjectsCommand({ Bucket: this.#settings.bucket, Delete: { Objects, Quiet: true } }),
        ),
      );
      if (refused)
        throw accountErrors.refused(
          's3:DeleteObject',
          refused.Code ?? 'Error',
          refused.Message ?? 'no reason',
        );
    }
  }

  async urlToGet(key: string): Promise<Secret> {
    const [{ GetObjectCommand }, s3] = await this.#loaded();
    const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
    return this.#call('s3:GetObject', async () =>
      secret(await getSignedUrl(s3, new GetObjectCommand(this.#object(key)), this.#lifetime)),
    );
  }

  async urlToPut(key: string): Promise<Secret> {
    const [{ PutObjectCommand }, s3] = await this.#loaded();
    const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
    return this.#call('s3:PutObject', async () =>
      secret(await getSignedUrl(s3, new PutObjectCommand(this.#object(key)), this.#lifetime)),
    );
  }

  get #lifetime() {
    return { expiresIn: this.#settings.url_lifetime };
  }

  readonly #loaded = once(() => Promise.all([import('@aws-sdk/client-s3'), s3Client(this.#account)]));

  #call<T>(action: string, send: () => Promise<T>): Promise<T> {
    return call(this.#account, action, send);
  }

  #object(key: string) {
    return { Bucket: this.#settings.bucket, Key: this.#keyOf(key) };
  }

  #keyOf(key: string): string {
    return `${this.#settings.prefix}${key}`;
  }
}
