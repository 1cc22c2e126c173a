import { setTimeout as sleep } from 'node:timers/promises';
import { managerOfInstance } from '../../activation/services/instances-on-host.js';
import type { HostContext } from '../../api/contexts.js';
import type { Host } from '../../api/host.js';
import type { Registered } from '../../api/registry.js';
import type { Instance, ProcessManager } from '../../api/service.js';
import { servingOf } from '../../state/serving.js';
import type { RunContainer } from '../run-container.js';
import { Session } from '../session.js';
import { type OpenLog, openLog, readerOf } from './instance-log.js';
import type { LogLine, WantedLogs } from './wanted-logs.js';

/** Milliseconds between two looks for instances that were started or ended. */
const LOOK_EVERY = 3000;

/** Gets what the logs of a host give. */
export interface HostLogListener {
  line(line: LogLine): void;
  note(text: string): void;
  /** Called once, when all logs that are there at the beginning are open. */
  opened(): void;
}

/** Reads the logs of the instances of a role on a host; while it follows them, also those of instances that start later. */
export async function logsOfHost(
  fck: RunContainer,
  host: Host,
  wanted: WantedLogs,
  listener: HostLogListener,
): Promise<void> {
  const logs = new Map<string, OpenLog>();
  const stopped = aborted(wanted.signal);
  const noted = new Set<string>();
  const noteOnce = (text: string) => {
    if (!noted.has(text)) listener.note(text);
    noted.add(text);
  };
  let isNew = false;
  try {
    for (;;) {
      // A session remembers the state that it has read.
      const context = Session.forLooks(fck).contextOf(host, 'logs');
      const instances = await instancesIn(context, wanted.service);
      for (const [id, log] of logs) {
        if (instances.some(({ instance }) => instance.id === id)) continue;
        log.stop();
        logs.delete(id);
      }
      await Promise.all(
        instances
          .filter(({ instance }) => !logs.has(instance.id))
          .map(async ({ instance, manager }) => {
            const { id, kind: service, build } = instance;
            const source = { host, remote: context.remote, id, manager };
            const reader = readerOf(source, wanted, isNew);
            if (wanted.since !== undefined && reader?.hasTimes !== true)
              noteOnce(`${manager.name} records no times, so --since is ignored for its logs`);
            const log = await openLog(fck, source, reader, wanted, ({ at, text }) =>
              listener.line({ host: host.name, role: host.role, service, build, at, text }),
            );
            logs.set(id, log);
          }),
      );
      if (!isNew) {
        if (instances.length === 0) noteOnce('no service runs here');
        listener.opened();
      }
      isNew = true;
      const ends = [...logs.values()].map(({ ended }) => ended);
      if (!wanted.follow) {
        await Promise.race([Promise.all(ends), stopped]);
        return;
      }
      await Promise.race([
        stopped,
        pause(LOOK_EVERY, wanted.signal),
        ...ends.map((end) => end.then(() => stopped)),
      ]);
      if (wanted.signal.aborted) return;
    }
  } finally {
    for (const log of logs.values()) {
      log.ended.catch(() => {});
      log.stop();
    }
  }
}

/** The running and the ending instances of a role, each with its process manager. */
async function instancesIn(
  context: HostContext,
  service: string | undefined,
): Promise<{ instance: Instance; manager: Registered<ProcessManager> }[]> {
  const { fck, state, role } = context;
  const { instances, draining, manager: recorded } = servingOf(await state.read(), role.name);
  const entries = fck.processManagers.entries();
  const otherwise = entries.find(({ name }) => name === recorded) ?? entries[0];
  return [...draining, ...instances]
    .filter(({ kind }) => service === undefined || kind === service)
    .flatMap((instance) => {
      const manager = managerOfInstance(context, instance, otherwise);
      return manager ? [{ instance, manager }] : [];
    });
}

/** Waits; a timer that was not needed does not keep the process alive. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return sleep(milliseconds, undefined, { signal }).catch(() => {});
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
