import type { ActivationContext } from '../../api/contexts.js';
import type { CoreSections } from '../../api/core-sections.js';
import type { Registered } from '../../api/registry.js';
import type { Instance, ProcessManager } from '../../api/service.js';
import { runAs } from '../../attribution/attribution.js';
import { sh } from '../../command/command.js';
import { Secret } from '../../command/secret.js';
import { activationErrors } from '../../errors/activation.js';
import type { FailureReport } from '../transaction/failure-report.js';
import type { ManagedInstances } from './instances-on-host.js';
import { type Candidate, type Candidates, startInSwitch } from './start-services.js';

/** A program that is one word without anything that a shell would interpret. */
const PLAIN_PROGRAM = /^[A-Za-z0-9_.+/-]+$/;

/** A pause or a start of the switch needs a process manager that knows both. */
type PausingManager = Registered<ProcessManager & Required<Pick<ProcessManager, 'pause' | 'resume'>>>;

/**
 * The instances that end in the switch, before their successors start: those that served last and may not run beside a new one, also
 * where their service is gone.
 */
export function pausedInSwitch({ candidates, servedLast }: Candidates): Instance[] {
  const exclusive = new Set(
    candidates.filter(({ planned }) => !planned.overlap).map(({ instance }) => instance.kind),
  );
  return servedLast.filter(({ kind, overlap }) => overlap === false || exclusive.has(kind));
}

/**
 * Checks the services that start only in the switch, and registers that step: the old ones end, and the new ones start. Undone, the new
 * ones end first.
 */
export async function prepareChangeOver(
  context: ActivationContext,
  sections: CoreSections,
  manager: Registered<ProcessManager> | undefined,
  services: Candidates,
  failureReport: FailureReport,
): Promise<void> {
  const { others, candidates } = services;
  const starting = candidates.filter(({ planned }) => !planned.overlap);
  const ending = pausedInSwitch(services).filter(({ id }) => others.has(id));
  if (starting.length === 0 && ending.length === 0) return;
  await Promise.all(starting.map((candidate) => expectProgram(context, candidate)));
  const pausing = ending.map(({ id }) => ({ id, manager: pausingManager(context, others, id) }));
  context.switch(
    'services that must not overlap change over',
    () =>
      failureReport.explaining(async () => {
        await Promise.all(
          pausing.map(({ id, manager: { owner, value } }) => runAs(owner, () => value.pause(context, id))),
        );
        if (manager)
          for (const candidate of starting) await startInSwitch(context, sections, manager, candidate);
      }),
    async () => ({
      step: 'core.undo-change-over',
      data: {
        stop: manager ? starting.map(({ instance: { id } }) => ({ manager: manager.name, id })) : [],
        resume: pausing.map(({ id, manager: { name } }) => ({ manager: name, id })),
      },
    }),
  );
}

function pausingManager({ host }: ActivationContext, others: ManagedInstances, id: string): PausingManager {
  const found = others.get(id);
  if (!canPause(found)) throw activationErrors.cannotPause(host.name, found?.name ?? 'nothing', id);
  return found;
}

/** Whether a process manager can run services that must not overlap. */
export function canPause(manager: Registered<ProcessManager> | undefined): manager is PausingManager {
  return manager?.value.pause !== undefined && manager.value.resume !== undefined;
}

/**
 * Checks that the build, or the host, has the program of a service: after the old one has ended, it would be late to find out.
 *
 * @throws FckError `SERVICE_PROGRAM_MISSING`
 */
async function expectProgram(
  { remote, build }: ActivationContext,
  { planned, service }: Candidate,
): Promise<void> {
  const program = programOf(service.argv);
  const { PATH: path } = service.env;
  if (program === undefined || path === undefined || path instanceof Secret) return;
  const found = await remote
    .as('root')
    .test(sh`(cd -- ${service.cwd} && PATH=${path} && command -v -- ${program}) >/dev/null 2>&1`);
  if (!found) throw activationErrors.noProgram(remote.host.name, planned.name, program, build.name);
}

/** The program that is run by `sh -c 'exec …'`, or directly; undefined if only a shell can tell. */
function programOf(argv: readonly string[]): string | undefined {
  const line = argv[1] === '-c' ? argv[2]?.replace(/^exec /, '') : argv[0];
  const [first] = line?.trim().split(/\s+/) ?? [];
  return first !== undefined && PLAIN_PROGRAM.test(first) ? first : undefined;
}
