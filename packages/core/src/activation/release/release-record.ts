import { posix } from 'node:path';
import { z } from 'zod';
import type { HostContext } from '../../api/contexts.js';
import { checkedName, isName } from '../../names/names.js';
import { once } from '../../once.js';
import { parseJson } from '../../parse-json.js';

/** Records that a host keeps, at most: more than it keeps builds. */
const KEPT = 50;

/** Release commands that were run on a host for a role. */
export interface ReleaseRecord {
  readonly build: string;
  /** The run of fck, as `fck history` shows it. */
  readonly run: string;
  readonly commands: readonly string[];
  /** ISO 8601. */
  readonly startedAt: string;
  /** ISO 8601. Undefined if they did not succeed, or fck was killed meanwhile. */
  readonly endedAt?: string | undefined;
}

const schema = once(() =>
  z.object({
    version: z.literal(1),
    releases: z.array(
      z.object({
        build: z.string().refine(isName),
        run: z.string(),
        commands: z.array(z.string()),
        startedAt: z.string(),
        endedAt: z.string().optional(),
      }),
    ),
  }),
);

type HostOfRole = Pick<HostContext, 'remote' | 'paths' | 'role'>;

const pathOf = ({ paths, role }: HostOfRole) =>
  posix.join(paths.project, 'served', `${checkedName('role', role.name)}.releases.json`);

/** The releases that were made on a host, in their order. */
export async function releasesOn(context: HostOfRole): Promise<readonly ReleaseRecord[]> {
  const text = await context.remote.read(pathOf(context));
  const found = text === undefined ? undefined : schema().safeParse(parseJson(text)).data;
  return found?.releases ?? [];
}

/** Records a release on a host, or its end. */
export async function recordRelease(context: HostOfRole, record: ReleaseRecord): Promise<void> {
  const known = await releasesOn(context);
  const others = known.filter(({ run, build }) => run !== record.run || build !== record.build);
  const text = JSON.stringify({ version: 1, releases: [...others, record].slice(-KEPT) }, null, 2);
  await context.remote.write(pathOf(context), `${text}\n`, { mode: 0o600, bookkeeping: true });
}
