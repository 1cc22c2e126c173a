import { type Facts, type PackageStep, packagesOfTool, sh, type Tool } from '@fck/core';

/**
 * Virtual environments can be made with an interpreter that is not a tool of the catalogue: by its own modules, which Debian's family
 * has in a package beside it, or by the program virtualenv. A missing interpreter is reported by the step before.
 *
 * @param virtualenv the tool of that name
 * @returns undefined where no package is known to help: then the build reports what is missing
 */
export function environmentStep(
  interpreter: string,
  virtualenv: Tool,
  facts: Facts,
): PackageStep | undefined {
  const hasOwnPackage = facts.packageManager === 'apt' && /^python3\.\d+$/.test(interpreter);
  const ofVirtualenv = 'declare' in virtualenv ? undefined : packagesOfTool(virtualenv, facts);
  const packages = hasOwnPackage ? [`${interpreter}-venv`] : ofVirtualenv;
  if (!packages || packages.length === 0) return undefined;
  return {
    name: `${interpreter} makes virtual environments`,
    after: '*',
    check: (remote) =>
      remote.test(sh`command -v ${interpreter} >/dev/null || exit 0
${interpreter} -c 'import venv, ensurepip' 2>/dev/null || command -v virtualenv`),
    packages,
  };
}
