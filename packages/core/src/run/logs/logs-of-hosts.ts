import { activationPlan } from '../../activation/plan.js';
import type { Host } from '../../api/host.js';
import type { Selection } from '../../api/selection.js';
import { logErrors } from '../../errors/log.js';
import { redactError } from '../../errors/redact-error.js';
import { onEach } from '../../rollout.js';
import type { RunContainer } from '../run-container.js';
import { logsOfHost } from './logs-of-host.js';
import { MergedLines } from './merged-lines.js';
import type { LogLine, LogListener, WantedLogs } from './wanted-logs.js';

/** Milliseconds that the lines of the other hosts wait for a host that is slow to connect. */
const LONGEST_WAIT = 3000;

/**
 * Reads the logs of services on all chosen hosts, merged by time. A failure on one host does not stop the others.
 *
 * @returns whether the logs of every host were read as far as wanted
 * @throws FckError `LOG_NO_SERVICE`
 */
export async function readLogs(
  fck: RunContainer,
  selection: Selection,
  wanted: WantedLogs,
  listener: LogListener,
): Promise<boolean> {
  const hosts = await hostsWithService(fck, selection, wanted.service);
  const merged = new MergedLines<LogLine & { readonly source: string }>((line) => listener.line(line));
  const waiting = new Set(hosts);
  const isOpened = (host: Host) => {
    waiting.delete(host);
    if (wanted.follow && waiting.size === 0) merged.open();
  };
  const timer = wanted.follow ? setTimeout(() => merged.open(), LONGEST_WAIT) : undefined;
  try {
    // A host whose logs are followed occupies its place for good.
    const parallel = wanted.follow ? hosts.length : fck.parallel;
    const outcomes = await onEach(hosts, parallel, async (host) => {
      try {
        await logsOfHost(fck, host, wanted, {
          line: (line) => merged.add({ ...line, source: `${line.host} ${line.service} ${line.build}` }),
          note: (text) => listener.note(host.name, text),
          opened: () => isOpened(host),
        });
      } catch (thrown) {
        isOpened(host);
        listener.failed(host.name, redactError(thrown, fck.connections.redactor));
        throw thrown;
      }
    });
    return outcomes.every(({ ok }) => ok);
  } finally {
    clearTimeout(timer);
    merged.flush();
  }
}

/** The chosen hosts whose roles run services, or one of the wanted name. */
async function hostsWithService(
  fck: RunContainer,
  selection: Selection,
  wanted: string | undefined,
): Promise<Host[]> {
  const hosts = await fck.hosts(selection);
  const servicesOf = (role: string): string[] =>
    (activationPlan(fck, fck.roleNamed(role))?.services ?? []).map(({ name }) => name);
  const found = hosts.filter(({ role }) => {
    const services = servicesOf(role);
    return wanted === undefined ? services.length > 0 : services.includes(wanted);
  });
  if (found.length > 0) return found;
  const known = new Set(hosts.flatMap(({ role }) => servicesOf(role)));
  throw logErrors.noService(wanted, [...known]);
}
