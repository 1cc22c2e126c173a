import { type Bucket, type Build, type Host, type HostContext, secret, sh } from '@fck/core';
import { bring } from '../copy/arrival.js';
import { exchangeStraight } from '../copy/exchange.js';
import type { Preparations } from '../copy/preparations.js';
import type { Receiving } from '../copy/receiving.js';
import { settle } from '../copy/settle.js';
import type { Transferred } from '../copy/transferred.js';
import { copyErrors } from '../errors.js';
import type { Wanted } from '../sealed-builds.js';
import { firstOfName, newestOf, readWhole } from './inventory.js';
import { pruningInWords } from './plan-pruning.js';
import { fetchProgram } from './programs.js';
import { readServing, writeServing } from './serving-note.js';
import { storeBuild, toGet } from './store-build.js';
import { type StoredBuild, StoreKeys } from './stored-build.js';

/** Copies builds through object stores: uploaded once, fetched by all hosts in parallel. */
export class StoreCopies {
  /** Uploads under way: hosts that want the same build wait for one upload. */
  readonly #storing = new Map<string, Promise<StoredBuild>>();
  /** Notes under way: all hosts of a role activate the same build, and one of them records it. */
  readonly #noting = new Map<string, Promise<void>>();
  readonly #mostPacks: number;

  readonly #preparations: Preparations;

  /** @param mostPacks how many packs a build may need: each is at least one request of a host without a build */
  constructor(preparations: Preparations, mostPacks = 32) {
    this.#preparations = preparations;
    this.#mostPacks = mostPacks;
  }

  /**
   * Copies a build of one host to the context's host.
   *
   * @param via name of the object store
   * @throws FckError of storing, of fetching, and about builds that the host has
   */
  async copy(context: HostContext, via: string, build: Build, from: Host): Promise<void> {
    const bucket = await bucketOf(context, via);
    await this.#bringFrom(bucket, context, build, () => this.#stored(context, bucket, build, from));
  }

  /**
   * Copies the newest wanted build of a role from the store to the context's host, if no host has one.
   *
   * @param via name of the object store
   * @returns undefined if the store keeps none
   * @throws FckError of fetching, and about builds that the host has
   */
  async copyKept(
    context: HostContext,
    via: string,
    role: string,
    wanted: Wanted,
  ): Promise<Build | undefined> {
    const bucket = await bucketOf(context, via);
    const kept = await newestOf(bucket, new StoreKeys(context.project), role, wanted);
    if (kept) await this.#bringFrom(bucket, context, kept.build, async () => kept);
    return kept?.build;
  }

  /**
   * Copies the build to the context's host that its role serves elsewhere, as recorded in the store; if no host of the role ever
   * served one, the newest stored build.
   *
   * @param from name of the role that makes the builds
   * @param wanted which builds are acceptable if none ever served
   * @throws FckError `COPY_SERVING_LOST`, `COPY_SERVING_UNREADABLE`, `COPY_NONE_KEPT`, of fetching, and about builds that the host has
   */
  async copyServing(context: HostContext, via: string, from: string, wanted: Wanted): Promise<Build> {
    const bucket = await bucketOf(context, via);
    const keys = new StoreKeys(context.project);
    const noted = await readServing(bucket, keys, context.role.name);
    const kept = noted ? await readWhole(bucket, keys, noted) : await newestOf(bucket, keys, from, wanted);
    if (!kept && noted) throw copyErrors.servingLost(noted.name, context.role.name, bucket.name);
    if (!kept) throw copyErrors.noneKept(from, bucket.name);
    if (!noted)
      context.warn(`No host of ${context.role.name} has served yet: ${kept.build.name} is the newest.`);
    await this.#bringFrom(bucket, context, kept.build, async () => kept);
    return kept.build;
  }

  /**
   * Records in a store that a role serves a build, and ensures that the store has the build: as it was made, not as `post_build`
   * changed it on one host, since each receiving host runs its own `post_build`.
   *
   * @throws FckError of storing
   */
  async noteServing(context: HostContext, via: string, build: Build): Promise<void> {
    const bucket = await bucketOf(context, via);
    const key = `${bucket.name} ${context.role.name} ${build.name}`;
    const begun = this.#noting.get(key);
    if (begun) return begun;
    const noting = this.#note(context, bucket, build).finally(() => this.#noting.delete(key));
    this.#noting.set(key, noting);
    return noting;
  }

  async #note(context: HostContext, bucket: Bucket, build: Build): Promise<void> {
    const keys = new StoreKeys(context.project);
    const kept = await firstOfName(bucket, keys, build.name);
    const stored = kept ?? (await this.#stored(context, bucket, build, context.host));
    await writeServing(bucket, keys, context.role.name, stored.build);
  }

  #stored(context: HostContext, bucket: Bucket, build: Build, from: Host): Promise<StoredBuild> {
    const key = `${bucket.name} ${build.name} ${build.checksum}`;
    const begun = this.#storing.get(key);
    if (begun) return begun;
    const storing = storeBuild({ context, bucket, build, from, mostPacks: this.#mostPacks }).finally(() =>
      this.#storing.delete(key),
    );
    this.#storing.set(key, storing);
    return storing;
  }

  #bringFrom(
    bucket: Bucket,
    context: HostContext,
    build: Build,
    stored: () => Promise<StoredBuild>,
  ): Promise<void> {
    return bring(context, build, {
      from: bucket.name,
      look: () => context.remote.test(sh`command -v python3`),
      plan: () => pruningInWords(context, bucket, [build]),
      copy: async (base, hasPython) => {
        if (!hasPython) throw copyErrors.needsPython(context.host.name, bucket.name);
        const found = await stored();
        const prepared = this.#preparations.take(context);
        return {
          way: `from ${bucket.name}`,
          transferred: await fetch(context, bucket, found, { base, prepared }),
        };
      },
    });
  }
}

async function bucketOf({ fck, project }: HostContext, via: string): Promise<Bucket> {
  return fck.objectStores.get(via).bucketOf(project);
}

async function fetch(
  context: HostContext,
  bucket: Bucket,
  { build, index, packs }: StoredBuild,
  given: Pick<Receiving, 'base' | 'prepared'>,
): Promise<Transferred | undefined> {
  const keys = new StoreKeys(context.project);
  const urls = await Promise.all(packs.map((name) => toGet(bucket, keys, name)));
  const input = {
    index: await toGet(bucket, keys, index),
    packs: Object.fromEntries(urls.map(({ name, url }) => [name, url])),
  };
  const ended = await exchangeStraight(
    context,
    fetchProgram({ paths: context.paths, build, ...given }),
    `fetch ${build.name} from ${bucket.name}`,
    secret(JSON.stringify(input)),
  );
  return settle(context, build, bucket.name, ended);
}
