import type { ActivationContext } from '../../api/contexts.js';
import type { Registered } from '../../api/registry.js';
import type { Instance, ProcessManager } from '../../api/service.js';
import { activationErrors } from '../../errors/activation.js';
import { errorWithLog } from './service-log.js';
import type { Candidate } from './start-services.js';

/** Seconds beyond the wanted ones in which the host must answer. */
const MARGIN = 30;

/** A service that has to stay up for some time. */
interface Watched {
  readonly instance: Instance;
  readonly seconds: number;
}

/**
 * Registers that services stay up, without a restart, for as long as their `health: {steady}` says. Checked after the switch, and again
 * before the activation is committed.
 */
export function verifySteady(
  context: ActivationContext,
  manager: Registered<ProcessManager> | undefined,
  candidates: readonly Candidate[],
): void {
  const watched = candidates.flatMap(({ instance, planned }): Watched[] => {
    const seconds = planned.health?.steady;
    return seconds === undefined ? [] : [{ instance, seconds }];
  });
  if (!manager || watched.length === 0 || context.dryRun) return;
  const seen = new Map<string, { readonly pid: number; readonly since: number }>();
  const isSteady = async ({ instance, seconds }: Watched): Promise<boolean> => {
    const { id } = instance;
    const pid = await manager.value.mainProcess(context.remote, id);
    const first = seen.get(id);
    if (pid === undefined || (first && first.pid !== pid))
      throw await errorWithLog(context, manager, instance, (log) =>
        activationErrors.notSteady(
          context.host.name,
          instance.kind,
          seconds,
          pid === undefined ? 'it does not run' : 'it ended, and was started again',
          log,
        ),
      );
    if (!first) seen.set(id, { pid, since: Date.now() });
    return first !== undefined && Date.now() - first.since >= seconds * 1000;
  };
  context.verify('services stay up', async () => {
    const within = Math.max(...watched.map(({ seconds }) => seconds)) + MARGIN;
    await context.remote.expect(
      'services to stay up',
      async () => !(await Promise.all(watched.map(isSteady))).includes(false),
      { within },
    );
  });
}
