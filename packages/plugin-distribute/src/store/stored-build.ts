import { type Bucket, type Build, type Project, parseBuild, parseJson } from '@fck/core';
import { z } from 'zod';

/** A build that an object store keeps whole. Objects are called by their SHA-256. */
export interface StoredBuild {
  readonly build: Build;
  /** The object that says where each file stands. */
  readonly index: string;
  /** The objects that hold the files. */
  readonly packs: readonly string[];
}

const schema = z.object({
  build: z.unknown().transform((build, context) => {
    const parsed = parseBuild(JSON.stringify(build));
    if (!parsed) context.addIssue('is no build');
    return parsed ?? z.NEVER;
  }),
  index: z.string(),
  packs: z.array(z.string()),
});

/** Under which keys a project's builds are kept. */
export class StoreKeys {
  readonly #project: string;

  constructor(project: Project) {
    this.#project = project.name;
  }

  /** What the keys of all builds begin with. */
  get builds(): string {
    return `${this.#project}/builds/`;
  }

  /** What the keys of all objects begin with. */
  get objects(): string {
    return `${this.#project}/objects/`;
  }

  /** What the keys of all notes begin with that say which build serves. */
  get serving(): string {
    return `${this.#project}/serving/`;
  }

  /** Where it is noted which build a role serves. */
  servedBy(role: string): string {
    return `${this.serving}${role}.json`;
  }

  /** What the keys of all builds of a name begin with. */
  buildsOfName(name: string): string {
    return `${this.builds}${name}/`;
  }

  build({ name, checksum }: Pick<Build, 'name' | 'checksum'>): string {
    return `${this.buildsOfName(name)}${checksum}.json`;
  }

  object(name: string): string {
    return `${this.objects}${name}`;
  }
}

/** The build that is described under a key; undefined if there is none, or none that this version of fck understands. */
export async function readStored(bucket: Bucket, key: string): Promise<StoredBuild | undefined> {
  const text = await bucket.read(key);
  return text === undefined ? undefined : schema.safeParse(parseJson(text)).data;
}

/** Describes a build that is stored whole: from then on others find it. */
export function writeStored(bucket: Bucket, keys: StoreKeys, stored: StoredBuild): Promise<void> {
  return bucket.write(keys.build(stored.build), `${JSON.stringify(stored, null, 2)}\n`);
}

/** All objects that a build is made of. */
export function objectsOf({ index, packs }: StoredBuild): readonly string[] {
  return [index, ...packs];
}
