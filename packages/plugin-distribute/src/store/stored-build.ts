import { type Bucket, type Build, type Project, parseBuild, parseJson } from '@fck/core';
import { z } from 'zod';

/** A build whose objects are all in an object store. Objects are named by their SHA-256. */
export interface StoredBuild {
  readonly build: Build;
  /** The object with the position of each file. */
  readonly index: string;
  /** The objects that contain the files. */
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

/** The keys of a project's builds. */
export class StoreKeys {
  readonly #project: string;

  constructor(project: Project) {
    this.#project = project.name;
  }

  /** Prefix of the keys of all builds. */
  get builds(): string {
    return `${this.#project}/builds/`;
  }

  /** Prefix of the keys of all objects. */
  get objects(): string {
    return `${this.#project}/objects/`;
  }

  /** Prefix of the keys of all records of active builds. */
  get serving(): string {
    return `${this.#project}/serving/`;
  }

  /** Key of the record of the build that a role serves. */
  servedBy(role: string): string {
    return `${this.serving}${role}.json`;
  }

  /** Prefix of the keys of all builds of a name. */
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

/** The build described under a key; undefined if there is none, or none that this version of fck understands. */
export async function readStored(bucket: Bucket, key: string): Promise<StoredBuild | undefined> {
  const text = await bucket.read(key);
  return text === undefined ? undefined : schema.safeParse(parseJson(text)).data;
}

/** Stores the description of a completely stored build, by which others find it. */
export function writeStored(bucket: Bucket, keys: StoreKeys, stored: StoredBuild): Promise<void> {
  return bucket.write(keys.build(stored.build), `${JSON.stringify(stored, null, 2)}\n`);
}

/** All objects of a build. */
export function objectsOf({ index, packs }: StoredBuild): readonly string[] {
  return [index, ...packs];
}
