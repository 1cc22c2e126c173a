import { sh } from '../command/command.js';
import type { FckError } from '../errors/fck-error.js';
import { provisionErrors } from '../errors/provision.js';
import type { Facts } from '../remote/facts.js';
import type { Remote } from '../remote/remote.js';
import { packageFamily, packagesInstalled } from './packages.js';
import { packagesOfTool } from './packages-of-tool.js';
import type { ProvisionStep } from './step.js';
import type { ToolRow } from './tool.js';

/** The key by which a role asks for tools, if a plugin does not name another. */
export const TOOLS_KEY = 'tools:';

/**
 * The step that makes a tool of the catalogue be there.
 *
 * @param keys which keys of the role ask for it, by the time that it is checked
 */
export function toolStep(
  name: string,
  tool: ToolRow,
  facts: Facts,
  keys: readonly string[] = [TOOLS_KEY],
): ProvisionStep {
  const packages = packagesOfTool(tool, facts);
  const title = `${name} is installed`;
  if (packages) return { name: title, packages, check: (remote) => isThere(remote, tool, packages) };
  return {
    name: title,
    // Told by the check, so that nothing is changed on a host that can never become what its role asks for.
    check: async (remote) => {
      if (await isThere(remote, tool, undefined)) return true;
      throw notOffered(remote.host.name, name, tool, { facts, keys });
    },
    apply: async () => undefined,
  };
}

function notOffered(
  host: string,
  name: string,
  tool: ToolRow,
  { facts, keys }: { facts: Facts; keys: readonly string[] },
): FckError {
  const { successor } = tool;
  if (successor) return provisionErrors.goneTool(host, name, facts.osName, { successor, keys });
  if (packageFamily(facts) === undefined) return provisionErrors.noPackageManager(host, facts.osName);
  return provisionErrors.toolNotOffered(host, name, facts.osName);
}

/** The step for `package:NAME`: the package as the host's package manager calls it. */
export function packageStep(name: string): ProvisionStep {
  return {
    name: `package ${name} is installed`,
    check: (remote) => packagesInstalled(remote, [name]),
    packages: [name],
  };
}

async function isThere(
  remote: Remote,
  tool: ToolRow,
  packages: readonly string[] | undefined,
): Promise<boolean> {
  if (tool.program) {
    const [first, ...others] = [tool.program].flat().map((program) => sh`command -v ${program}`);
    return first !== undefined && remote.test(others.reduce((any, other) => sh`${any} || ${other}`, first));
  }
  if (tool.file) return remote.exists(tool.file);
  if (tool.test) return remote.test(tool.test);
  return packages !== undefined && packagesInstalled(remote, packages);
}
