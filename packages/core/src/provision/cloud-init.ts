import type { HostContext } from '../api/contexts.js';
import { type Command, sh } from '../command/command.js';
import { isFckError } from '../errors/fck-error.js';
import { provisionErrors } from '../errors/provision.js';
import { cloudInitRuns } from '../remote/facts.js';

/** Seconds that cloud-init may take, unless the host's provider sets a limit. */
const LONGEST = 900;

/** The errors of cloud-init, as it records them when it finishes: a list of texts in JSON. */
const problems: Command = sh`tr -d '\n' </run/cloud-init/result.json | sed -n 's/.*"errors": *\[ *\(.*[^ ]\) *\].*/\1/p'`;

/**
 * Waits until cloud-init has finished, unless it had at the first look at the host: until then, package managers are
 * locked and users may be missing. A plan does not wait.
 *
 * @param waiting shows the wait
 * @throws FckError `CLOUD_INIT_RUNS` if it takes too long.
 */
export async function waitForCloudInit(
  { remote, host, note }: HostContext,
  waiting: <T>(promise: Promise<T>) => Promise<T>,
): Promise<void> {
  if (!(await remote.facts()).cloudInitRuns) return;
  // A run on the machine itself may be a part of its set-up, which cloud-init waits for.
  if (host.transport === 'local') return;
  if (remote.dryRun) {
    note('cloud-init had not ended: what it is going to change is not in this plan.');
    return;
  }
  const within = host.setUpTimeout ?? LONGEST;
  const ended = waiting(
    remote.expect('cloud-init to end', sh`! { ${cloudInitRuns}; }`, { within, every: 2 }),
  );
  await ended.catch(async (error: unknown) => {
    if (!isFckError(error) || error.code !== 'EXPECTATION_FAILED') throw error;
    throw provisionErrors.cloudInitRuns(host.name, within);
  });
  const found = (await remote.look(problems)).stdout.trim();
  if (found !== '')
    note(`cloud-init ended with errors (\`cloud-init status --long\` there tells more): ${found}`);
}
