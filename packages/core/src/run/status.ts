import { activationPlan } from '../activation/plan.js';
import { lookAtCertificate } from '../activation/proxy/served-certificate.js';
import { siteUrl } from '../activation/proxy/site-url.js';
import { siteName } from '../activation/services/instance-names.js';
import { ServedFile } from '../activation/serving/served-file.js';
import {
  addressesOf,
  failuresOfParts,
  findServingProblems,
  obstaclesTo,
  type ServingFindings,
} from '../activation/serving/serving-problems.js';
import { TransactionFile } from '../activation/transaction/transaction-file.js';
import type { TransactionRecord } from '../activation/transaction/transaction-record.js';
import type { HostContext } from '../api/contexts.js';
import type { Host } from '../api/host.js';
import type { ProxyAddress } from '../api/reverse-proxy.js';
import type { Selection } from '../api/selection.js';
import type { ServedCertificate, StatusRow } from '../api/status.js';
import { buildsOn } from '../build/builds-on-host.js';
import { messageOf } from '../errors/fck-error.js';
import { servingOf } from '../state/serving.js';
import { askHosts } from './ask-hosts.js';
import type { RunContainer } from './run-container.js';
import { Session } from './session.js';

/** Reads from every chosen host what it serves. */
export async function statusOf(fck: RunContainer, selection: Selection): Promise<StatusRow[]> {
  const session = Session.forLooks(fck);
  const outcomes = await askHosts(session, selection, 'status', statusOfHost);
  session.run.profiler.report();
  return outcomes.map((outcome) =>
    outcome.ok ? outcome.result : unreachable(outcome.item, messageOf(outcome.error)),
  );
}

/** Reads what a host serves. */
export async function statusOfHost(context: HostContext): Promise<StatusRow> {
  const { fck, host, role, remote, paths, state } = context;
  const plan = activationPlan(fck, role);
  const [builds, known, unfinished, setting, addresses, obstacles = [], maintenance, failures] =
    await Promise.all([
      buildsOn(remote, paths),
      state.read(),
      new TransactionFile(remote, paths, role.name).read(),
      // Only the account that deploys may read it: other accounts see the rest.
      new ServedFile(context).read().catch(() => undefined),
      plan?.proxy && addressesOf(context, plan.proxy),
      plan?.proxy && obstaclesTo(context, plan.proxy),
      plan?.proxy?.value.maintenance?.(context, siteName(context)),
      plan ? failuresOfParts(context) : [],
    ]);
  const record = servingOf(known, role.name);
  const { active, previous, since } = record;
  const [findings, certificate] =
    plan && active !== undefined
      ? await Promise.all([
          findServingProblems(context, fck.coreSections, plan, record, setting, addresses),
          certificateOf(context, addresses ?? []),
        ])
      : [NOTHING_SERVES, undefined];
  const problems = [...findings.problems, ...(active === undefined ? [] : [...obstacles, ...failures])];
  return {
    host: host.name,
    role: role.name,
    address: host.address,
    active,
    previous,
    since,
    running: findings.running,
    serving: findings.serving,
    builds: builds.length,
    newest: builds[0]?.name,
    url: active === undefined ? undefined : siteUrl(context, plan?.proxy),
    certificate,
    unfinished: unfinished && summaryOf(unfinished),
    maintenance,
    problem: problems.length === 0 ? undefined : problems.join('; '),
  };
}

/** A role that is not activated is no problem. */
const NOTHING_SERVES: ServingFindings = { running: false, serving: false, problems: [] };

/** Of the certificates that a site shows, the one that expires first. */
async function certificateOf(
  context: HostContext,
  addresses: readonly ProxyAddress[],
): Promise<ServedCertificate | undefined> {
  const found = await Promise.all(addresses.map((address) => lookAtCertificate(context, address)));
  return found
    .flatMap(({ served }) => served ?? [])
    .reduce<ServedCertificate | undefined>(
      (first, other) => (first && first.daysLeft <= other.daysLeft ? first : other),
      undefined,
    );
}

function summaryOf({ run, build, phase, since }: TransactionRecord): StatusRow['unfinished'] {
  return { run, build, phase, since };
}

function unreachable(host: Host, problem: string): StatusRow {
  const nothing = {
    active: undefined,
    previous: undefined,
    since: undefined,
    running: false,
    serving: false,
    builds: 0,
    newest: undefined,
    url: undefined,
    certificate: undefined,
    unfinished: undefined,
    maintenance: undefined,
  };
  return { host: host.name, role: host.role, address: host.address, ...nothing, problem };
}
