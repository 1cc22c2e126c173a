import {
  dependenciesOf,
  installArguments,
  type PackageManager,
  packageFolderOf,
  packageManagerOf,
} from '@fck/core/host';
import type { Io } from '../io.js';
import { pluginToolErrors } from './errors.js';

/** An installed package. */
export interface InstalledPlugin {
  readonly with: PackageManager;
  /** The folder of the package.json that lists it. */
  readonly folder: string;
  /** Its name from package.json, for a tarball, a folder or a repository. */
  readonly package: string | undefined;
}

/**
 * Adds a package to the development dependencies of a folder, with the folder's package manager, whose output goes to stderr.
 *
 * @throws FckError `PLUGIN_INSTALL_FAILED`
 */
export async function installPlugin(specifier: string, directory: string, io: Io): Promise<InstalledPlugin> {
  const manager = packageManagerOf(directory);
  const folder = packageFolderOf(directory);
  const before = dependenciesOf(folder);
  const args = installArguments(manager, specifier);
  const code = await io.launch(manager, args, { cwd: folder, output: 'stderr' }).catch((thrown: unknown) => {
    throw pluginToolErrors.installFailed([manager, ...args].join(' '), 'could not be started', thrown);
  });
  if (code !== 0)
    throw pluginToolErrors.installFailed([manager, ...args].join(' '), `ended with code ${code}`);
  const after = [...dependenciesOf(folder)];
  const changed = after.filter(([name, written]) => before.get(name) !== written);
  // If the package was installed before, package.json does not change: then the earlier entry for this source.
  const fromThere = after.filter(([, written]) => written.endsWith(specifier.split('/').at(-1) ?? specifier));
  const [only, another] = changed.length > 0 ? changed : fromThere;
  return { with: manager, folder, package: another ? undefined : only?.[0] };
}
