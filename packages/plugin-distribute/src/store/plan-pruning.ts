import { type Bucket, type Fck, messageOf } from '@fck/core';
import { copyFromSchema } from '../schemas.js';
import { type StoredNext, unneededIn } from './prune-store.js';
import { StoreKeys } from './stored-build.js';

/**
 * At the end of a dry run that would make a build, notes what storing it will remove from the stores that roles copy through.
 */
export function planPruning(fck: Fck): void {
  let isPlanned = false;
  fck.hooks.event.tap('distribute', (event) => {
    if (event.type === 'run:start') isPlanned = false;
    if (event.type === 'host:end' && event.phase === 'build' && event.status === 'planned') isPlanned = true;
  });
  fck.hooks.done.tapPromise('distribute', async ({ dryRun }) => {
    if (!dryRun || !isPlanned) return;
    for (const [via, roles] of storesOf(fck)) await tellPruning(fck, via, roles).catch(warn(fck, via));
  });
}

/** The stores that roles copy through, with the roles that make these builds. */
function storesOf(fck: Fck): ReadonlyMap<string, ReadonlySet<string>> {
  const stores = new Map<string, Set<string>>();
  for (const { values } of fck.project.roles) {
    const section = copyFromSchema.safeParse(values.get('build.copy_from')).data;
    if (section?.via === undefined) continue;
    stores.set(section.via, (stores.get(section.via) ?? new Set()).add(section.role));
  }
  return stores;
}

async function tellPruning(fck: Fck, via: string, roles: ReadonlySet<string>): Promise<void> {
  const bucket = await fck.objectStores.get(via).bucketOf(fck.project);
  const next = [...roles].map((role) => ({
    number: Number.MAX_SAFE_INTEGER,
    checksum: `of the next build of ${role}`,
    builtBy: { role },
  }));
  const told = await pruningInWords(fck, bucket, next);
  if (told !== undefined) fck.emit({ type: 'note', level: 'info', plugin: 'distribute', text: told });
}

/** What storing these builds will remove from a store; undefined if nothing. */
export async function pruningInWords(
  { project }: Pick<Fck, 'project'>,
  bucket: Bucket,
  next: readonly StoredNext[],
): Promise<string | undefined> {
  const { builds, objects } = await unneededIn(bucket, new StoreKeys(project), next, project.keepBuilds);
  const parts = [
    ...(builds.length > 0 ? [builds.map(({ name }) => name).join(', ')] : []),
    ...(objects.length > 0 ? [`${objects.length} objects that no build needs`] : []),
  ];
  if (parts.length === 0) return undefined;
  return `Once it is stored in ${bucket.name}, what need not stay there is removed: ${parts.join(', and ')}.`;
}

function warn(fck: Fck, via: string): (thrown: unknown) => void {
  return (thrown) =>
    fck.emit({
      type: 'note',
      level: 'warn',
      plugin: 'distribute',
      text: `What will be removed from ${via} is not known: ${messageOf(thrown)}`,
    });
}
