import { z } from 'zod';
import type { HostContext } from '../api/contexts.js';
import type { Selection } from '../api/selection.js';
import { sh } from '../command/command.js';
import { messageOf } from '../errors/fck-error.js';
import { once } from '../once.js';
import { parseJson } from '../parse-json.js';
import { askHosts } from './ask-hosts.js';
import type { RunContainer } from './run-container.js';
import { Session } from './session.js';

/** How many lines of a host's journal to read. */
const LAST = 500;

const entrySchema = once(() =>
  z.object({
    /** By the host's clock: ISO 8601. */
    at: z.string(),
    run: z.string(),
    who: z.string(),
    tasks: z.string(),
    /** Absent if the run was abandoned as a whole. */
    host: z.string().exactOptional(),
    phase: z.string().exactOptional(),
    result: z.string(),
  }),
);

/** The runs in a host's own journal, newest first, or why it could not be read. */
export interface HostHistory {
  readonly host: string;
  readonly entries: readonly z.infer<ReturnType<typeof entrySchema>>[];
  readonly problem: string | undefined;
}

/** Reads the journal of every chosen host, which records the runs of all users. */
export async function historyOfHosts(fck: RunContainer, selection: Selection): Promise<HostHistory[]> {
  const outcomes = await askHosts(Session.forLooks(fck), selection, 'history', entriesOf);
  return outcomes.map((outcome) => ({
    host: outcome.item.name,
    entries: outcome.ok ? outcome.result : [],
    problem: outcome.ok ? undefined : messageOf(outcome.error),
  }));
}

/** Hosts of several roles may be one machine, with one journal. */
async function entriesOf({ remote, paths, host }: HostContext): Promise<HostHistory['entries']> {
  const text = await remote.query(sh`[ ! -f ${paths.journal} ] || tail -n ${LAST} -- ${paths.journal}`);
  return text
    .split('\n')
    .flatMap((line) => {
      const entry = entrySchema().safeParse(parseJson(line));
      return entry.success && (entry.data.host ?? host.name) === host.name ? [entry.data] : [];
    })
    .toReversed();
}
