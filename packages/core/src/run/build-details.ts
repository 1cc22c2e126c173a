import type { BuildDetails } from '../api/build-details.js';
import type { Selection } from '../api/selection.js';
import { FILE_LIST } from '../build/build-files.js';
import { buildsOn } from '../build/builds-on-host.js';
import { packagesAmong } from '../build/diff-builds.js';
import { buildIn, namesOnHosts } from '../build/find-build.js';
import { sh } from '../command/command.js';
import { buildErrors } from '../errors/build.js';
import { answersOfHosts } from './ask-hosts.js';
import type { RunContainer } from './run-container.js';
import { Session } from './session.js';

/**
 * A build, and the packages that the list of its sealed files names.
 *
 * @param wanted its name or number
 * @throws FckError `BUILD_UNKNOWN` if no chosen host has it; the failure of a host if none could be reached
 */
export async function detailsOfBuild(
  fck: RunContainer,
  wanted: string,
  selection: Selection,
): Promise<BuildDetails> {
  const hosts = await answersOfHosts(Session.forLooks(fck), selection, 'builds', async (context) => ({
    context,
    builds: await buildsOn(context.remote, context.paths),
  }));
  for (const { context, builds } of hosts) {
    const build = buildIn(builds, wanted);
    if (!build) continue;
    const { remote, paths, host } = context;
    const list = await remote.query(
      sh`grep -E '/site-packages/[^/]+[.]dist-info/METADATA$' -- ${`${paths.build(build.name)}/${FILE_LIST}`} || :`,
    );
    const packages = [...packagesAmong(list.split('\n'))].map(([name, version]) => ({ name, version }));
    return {
      host: host.name,
      build,
      packages: packages.sort((one, other) => one.name.localeCompare(other.name)),
    };
  }
  throw buildErrors.unknown('any chosen host', wanted, namesOnHosts(hosts));
}
