/** Settings and files of the login user must not affect a build. Python treats an empty variable as unset. */
export const pythonEnvironment: Readonly<Record<string, string>> = {
  PYTHONHOME: '',
  PYTHONNOUSERSITE: '1',
  PYTHONPATH: '',
};

/** Settings of pip that change where it installs, or whether it installs dependencies. pip treats an empty variable as unset. */
const elsewhere = Object.fromEntries(
  ['DRY_RUN', 'NO_DEPS', 'PREFIX', 'REQUIRE_VIRTUALENV', 'ROOT', 'TARGET'].map((name) => [`PIP_${name}`, '']),
);

/**
 * Environment of everything that runs pip. Index, certificates and proxies are kept as the host's pip configuration and
 * environment set them.
 */
export const pipEnvironment: Readonly<Record<string, string>> = {
  ...pythonEnvironment,
  ...elsewhere,
  // Bytecode of a build is compiled once, at the end. (This is pip's `--compile` with the value 0.)
  PIP_COMPILE: '0',
  PIP_DISABLE_PIP_VERSION_CHECK: '1',
  PIP_NO_INPUT: '1',
  PIP_PROGRESS_BAR: 'off',
  PIP_ROOT_USER_ACTION: 'ignore',
  PIP_USER: '0',
  // Build backends run in several processes: if each has to compile them again, a build takes twice as long.
  PYTHONDONTWRITEBYTECODE: '',
};
