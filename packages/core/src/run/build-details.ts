import type { BuildDetails } from '../api/build-details.js';
import type { HostContext } from '../api/contexts.js';
import type { Selection } from '../api/selection.js';
import { buildsOn } from '../build/builds-on-host.js';
import { buildIn, namesOnHosts } from '../build/find-build.js';
import { sbomOf } from '../build/sbom.js';
import { buildErrors } from '../errors/build.js';
import { answersOfHosts } from './ask-hosts.js';
import type { RunContainer } from './run-container.js';
import { Session } from './session.js';

/**
 * A build, on the first chosen host that has it.
 *
 * @param wanted its name or number
 * @throws FckError `BUILD_UNKNOWN` if no chosen host has it; the failure of a host if none could be reached
 */
export async function detailsOfBuild(
  fck: RunContainer,
  wanted: string,
  selection: Selection,
): Promise<BuildDetails> {
  const { context, build } = await findBuild(fck, wanted, selection);
  return { host: context.host.name, build };
}

/**
 * The SBOM of a build, with the hashes that its description has.
 *
 * @param wanted its name or number
 * @throws FckError `BUILD_UNKNOWN` if no chosen host has it; the failure of a host if none could be reached
 */
export async function sbomOfBuild(fck: RunContainer, wanted: string, selection: Selection): Promise<string> {
  const { build } = await findBuild(fck, wanted, selection);
  return sbomOf(fck.project.name, build);
}

async function findBuild(fck: RunContainer, wanted: string, selection: Selection) {
  const hosts = await answersOfHosts(
    Session.forLooks(fck),
    selection,
    'builds',
    async (context: HostContext) => ({ context, builds: await buildsOn(context.remote, context.paths) }),
  );
  for (const { context, builds } of hosts) {
    const build = buildIn(builds, wanted);
    if (build) return { context, build };
  }
  throw buildErrors.unknown('any chosen host', wanted, namesOnHosts(hosts));
}
