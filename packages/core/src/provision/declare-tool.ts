import type { Facts } from '../api/facts.js';
import type { Remote } from '../api/remote.js';
import type { ToolRow } from '../api/tool.js';
import { sh } from '../command/command.js';
import type { DeclaredStep, WantedTool } from './declared-step.js';
import { packageFamily, packagesInstalled } from './packages.js';
import { packagesOfTool } from './packages-of-tool.js';

/** The key of a role that asks for tools, unless a plugin names another one. */
export const TOOLS_KEY = 'tools:';

/**
 * The step that installs a tool of the catalogue.
 *
 * @param keys which keys of the role ask for it, when it is checked
 */
export function toolStep(
  name: string,
  row: ToolRow,
  facts: Facts,
  keys: readonly string[] = [TOOLS_KEY],
): DeclaredStep {
  const packages = packagesOfTool(row, facts);
  const step = {
    name: `${name} is installed`,
    check: (remote: Remote) => isThere(remote, row, packages),
  };
  const wanted: WantedTool = { tool: name, keys, row };
  return packages && packages.length > 0 ? { ...step, packages, wanted } : { ...step, unobtainable: wanted };
}

/** The step for `package:NAME`: the package, by its name in the host's package manager. */
export function packageStep(name: string, facts: Facts, keys: readonly string[] = [TOOLS_KEY]): DeclaredStep {
  const title = `package ${name} is installed`;
  const wanted: WantedTool = { tool: `package:${name}`, keys };
  if (packageFamily(facts) === undefined)
    return { name: title, check: async () => false, unobtainable: wanted };
  return { name: title, check: (remote) => packagesInstalled(remote, [name]), packages: [name], wanted };
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
  return packages !== undefined && packages.length > 0 && packagesInstalled(remote, packages);
}
