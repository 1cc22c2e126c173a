import { type Facts, type PackageStep, packagesOfTool, sh, type Tool } from '@fck/core';

/**
 * Declares that an interpreter that is not a tool of the catalogue can make virtualenvs: with its own modules, which are a separate
 * package in Debian's family, or with the program virtualenv. The step before it reports a missing interpreter.
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
