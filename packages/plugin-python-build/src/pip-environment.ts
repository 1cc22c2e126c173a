/**
 * Environment of everything that runs pip. The index, certificates and proxies are the host's own: its pip configuration
 * and environment are left as they are.
 */
export const pipEnvironment: Readonly<Record<string, string>> = {
  // Bytecode of a build is compiled once, at the end. (This is pip's `--compile` with the value 0.)
  PIP_COMPILE: '0',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_INPUT: '1',
  PIP_PROGRESS_BAR: 'off',
  PIP_ROOT_USER_ACTION: 'ignore',
  PIP_USER: '0',
  // Build backends run in several processes: where each has to compile them anew, a build takes twice as long.
  PYTHONDONTWRITEBYTECODE: '',
  // What happens to lie in the login user's home must not get into a build.
  PYTHONNOUSERSITE: '1',
  PYTHONPATH: '',
};
