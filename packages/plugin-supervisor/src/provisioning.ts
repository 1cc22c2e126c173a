import {
  type Availability,
  type Facts,
  type HostContext,
  isFckError,
  type ProvisionContext,
  packagesNotOffered,
  type Remote,
  sh,
  systemServiceStep,
  type ToolCode,
} from '@fck/core';
import { declareOwnSupervisor, declareOwnSupervisorRuns, hasOwnSupervisor } from './own-supervisor.js';
import { unitOf } from './places.js';

/** The name of the package in every distribution. */
const PACKAGE = 'supervisor';
const INSTALLED = 'supervisord is installed';

const hasProgram = (remote: Remote) => remote.test(sh`command -v supervisord`);

/** The tool of the catalogue: the package of the distribution or, where its repositories do not offer it, supervisor from PyPI. */
export const supervisordTool: ToolCode = {
  about: 'process manager; from PyPI if no repository offers it',
  declare(context) {
    const own = ownIsNeeded(context);
    context
      .onlyIf(async () => !(await own()))
      .declare({
        name: INSTALLED,
        packages: [PACKAGE],
        // Every check runs, whether its step applies or not: so the first look at the host is over when `own` is called.
        check: async (remote) => (await Promise.all([hasProgram(remote), firstLook(context.remote)]))[0],
      });
    declareOwnSupervisor(context.onlyIf(own));
  },
};

/** Whether supervisord from the distribution can run services on a host. */
export async function supervisorAvailability({ remote, role }: HostContext): Promise<Availability> {
  const tools = role.values.get('provision.tools');
  if (Array.isArray(tools) && tools.includes('supervisord'))
    return { available: true, why: 'its tools name supervisord' };
  const [program, own, { osName }] = await Promise.all([
    hasProgram(remote),
    hasOwnSupervisor(remote),
    remote.facts(),
  ]);
  if (program || own) return { available: true, why: 'supervisord is installed' };
  return (await isOffered(remote))
    ? { available: true, why: `the repositories of ${osName} offer supervisor` }
    : { available: false, why: `the repositories of ${osName} do not offer supervisor` };
}

/** Declares what supervisor needs on the hosts whose services it runs. */
export async function provisionSupervisor(context: ProvisionContext): Promise<void> {
  context.tool('supervisord', 'process_manager:');
  const own = ownIsNeeded(context);
  context.onlyIf(async () => !(await own())).declare(supervisordRuns(await context.remote.facts()));
  await declareOwnSupervisorRuns(context.onlyIf(own));
}

/** Whether supervisord comes from PyPI. If it is installed, that is known without asking the repositories. */
function ownIsNeeded({ remote }: ProvisionContext): () => Promise<boolean> {
  return async () => {
    const [program, own] = await firstLook(remote);
    return own || (!program && !(await isOffered(remote)));
  };
}

type Found = readonly [program: boolean, own: boolean];

const firstLooks = new WeakMap<Remote, Promise<Found>>();

/** The supervisord that a host had before the run. */
function firstLook(remote: Remote): Promise<Found> {
  const look = firstLooks.get(remote) ?? Promise.all([hasProgram(remote), hasOwnSupervisor(remote)]);
  firstLooks.set(remote, look);
  return look;
}

/** Repositories are asked once for each host of a run: it takes seconds. */
const answers = new WeakMap<Remote, Promise<boolean>>();

function isOffered(remote: Remote): Promise<boolean> {
  const answer = answers.get(remote) ?? askRepositories(remote);
  answers.set(remote, answer);
  return answer;
}

/** An unknown package manager offers nothing that fck could install. */
async function askRepositories(remote: Remote): Promise<boolean> {
  try {
    return (await packagesNotOffered(remote, [PACKAGE])).length === 0;
  } catch (thrown) {
    if (isFckError(thrown) && thrown.code === 'NO_PACKAGE_MANAGER') return false;
    throw thrown;
  }
}

/** supervisord runs now, and will after a reboot. */
function supervisordRuns(facts: Facts) {
  return systemServiceStep(facts, {
    unit: unitOf(facts),
    after: [INSTALLED],
    otherwise: {
      check: (remote) => remote.as('root').test(sh`supervisorctl pid`),
      apply: (remote) => remote.as('root').run(sh`supervisord`),
    },
  });
}
