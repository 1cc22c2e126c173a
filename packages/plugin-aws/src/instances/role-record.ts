import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkedName, messageOf, type Project } from '@fck/core';
import { z } from 'zod';
import { awsErrors } from '../errors.js';

const slot = z.lazy(() =>
  z.object({
    generation: z.number(),
    /** All tokens used for this generation. */
    tokens: z.array(z.string()),
    instance: z.string().optional(),
  }),
);

const schema = z.lazy(() =>
  z.object({
    version: z.literal(1),
    /** Ids of images by the properties that the role names: a role's image never changes by itself. */
    images: z.record(z.string(), z.string()),
    slots: z.record(z.string(), slot),
    /** Host keys from the console, by instance. */
    hostKeys: z.record(z.string(), z.array(z.string())),
  }),
);

/** The request for one place. */
export type SlotRecord = z.output<typeof slot>;
type RecordData = z.output<typeof schema>;

/**
 * The requests to AWS for one role, stored beside the configuration in `.fck/aws/<role>.json`. The record is written before each
 * request, so that the next run knows the requests of a run that died.
 */
export class RoleRecord {
  readonly #file: string;
  #data: RecordData;
  #writing: Promise<void> = Promise.resolve();

  private constructor(file: string, data: RecordData) {
    this.#file = file;
    this.#data = data;
  }

  /** @throws FckError `AWS_BAD_RECORD` if it cannot be read: without the record, instances could be created twice. */
  static async of(project: Project, role: string): Promise<RoleRecord> {
    const file = join(project.stateDirectory, 'aws', `${checkedName('role', role)}.json`);
    return new RoleRecord(file, await read(file));
  }

  image(key: string): string | undefined {
    return this.#data.images[key];
  }

  slot(number: number): SlotRecord | undefined {
    return this.#data.slots[number];
  }

  /** All tokens ever used for a place that is still filled. */
  tokens(): readonly string[] {
    return Object.values(this.#data.slots).flatMap(({ tokens }) => tokens);
  }

  hostKeys(instance: string): readonly string[] | undefined {
    return this.#data.hostKeys[instance];
  }

  /** Records an image, and removes those of earlier configurations of the role. */
  setImage(key: string, id: string): Promise<void> {
    return this.#change((data) => ({ ...data, images: { [key]: id } }));
  }

  setSlot(number: number, record: SlotRecord): Promise<void> {
    return this.#change((data) => ({ ...data, slots: { ...data.slots, [number]: record } }));
  }

  setHostKeys(instance: string, keys: readonly string[]): Promise<void> {
    return this.#change((data) => ({ ...data, hostKeys: { ...data.hostKeys, [instance]: [...keys] } }));
  }

  forgetHostKeys(instances: readonly string[]): Promise<void> {
    const keep = Object.entries(this.#data.hostKeys).filter(([id]) => !instances.includes(id));
    return this.#change((data) => ({ ...data, hostKeys: Object.fromEntries(keep) }));
  }

  /** Returns once the change is on disk. */
  #change(change: (data: RecordData) => RecordData): Promise<void> {
    this.#data = change(this.#data);
    const writing = this.#writing.then(() => write(this.#file, this.#data));
    this.#writing = writing.catch(() => undefined);
    return writing;
  }
}

async function read(file: string): Promise<RecordData> {
  const text = await readFile(file, 'utf8').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'ENOENT') return undefined;
    throw awsErrors.badRecord(file, thrown.message);
  });
  if (text === undefined) return { version: 1, images: {}, slots: {}, hostKeys: {} };
  try {
    return schema.parse(JSON.parse(text));
  } catch (thrown) {
    throw awsErrors.badRecord(file, messageOf(thrown).split('\n')[0] ?? '');
  }
}

async function write(file: string, data: RecordData): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const part = `${file}.${process.pid}.part`;
  const handle = await open(part, 'w', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(data, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(part, file);
}
