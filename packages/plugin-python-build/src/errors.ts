import { errorKind, type FckError } from '@fck/core';
import type { Lock } from './dependencies/choose-dependencies.js';
import { pyprojectFor, type RepoContents } from './repo-contents.js';

/** The messages of an installer about a failure. */
export interface WordsOfPip {
  readonly installer: 'pip' | 'uv';
  /** Its first error. */
  readonly first: string;
  /** The output from that line to the end. */
  readonly all: string;
  /** Why the index could not be reached, if it could not: the errors are only consequences. */
  readonly unreachable?: string;
  /** Tools that the host does not have, for a package that is compiled there. */
  readonly tools?: readonly string[];
}

/** Why a lock file cannot be used, as `python/locked_requirements.py` says it. */
export interface LockProblem {
  readonly problem: 'missing' | 'outdated' | 'failed' | 'tool' | 'unknown';
  /** The words of the tool; of an unknown name: `group docs: dev, test`. */
  readonly words: string;
}

/** What can go wrong in a Python build, beside commands that fail. */
export const buildErrors = {
  noInterpreter: errorKind(
    'PYTHON_MISSING',
    "A build plan's `interpreter` is not on the host that builds.",
    (host: string, interpreter: string, { isOffered, present }: OtherInterpreters) => ({
      message: `The build plan asks for the interpreter "${interpreter}", which is not on ${host}.`,
      hint: hintForInterpreter(host, interpreter, isOffered, present),
      host,
    }),
  ),
  badInterpreter: errorKind(
    'PYTHON_UNUSABLE',
    "A build plan's `interpreter` is on the host, but it does not run, does not answer as Python does, or is older than Python 3.8, which pip and its build tools need.",
    (host: string, interpreter: string, why: string, output?: string) => ({
      message: `The interpreter "${interpreter}" on ${host} cannot make a build: ${why}.`,
      detail: output,
      hint: 'Name another one in `build: plan: interpreter:`; python3 is the usual choice.',
      host,
    }),
  ),
  notBrought: errorKind(
    'PYTHON_NOT_BROUGHT',
    'uv could not bring the interpreter that a build plan names: `managed_python:` allows it, but there is no such version, or no way to where it is.',
    (host: string, interpreter: string, mirror: string | undefined, failure: FckError) => ({
      message: `uv could not bring "${interpreter}" to ${host} from ${mirror ?? 'github.com'}.`,
      detail: failure.detail,
      hint: 'The output above says why. If the host cannot reach that place, name a mirror: `managed_python: https://mirror.example.com/python-build-standalone`. Or install the interpreter on the host by other means.',
      host,
      cause: failure,
    }),
  ),
  noPip: errorKind(
    'PYTHON_WITHOUT_PIP',
    'The host has a Python interpreter, but nothing that could put pip into a virtualenv: neither the module ensurepip nor the program virtualenv.',
    (host: string, interpreter: string) => ({
      message: `${host} has ${interpreter}, but no support for virtualenvs: neither its ensurepip module nor the program virtualenv.`,
      hint: 'Add `virtualenv` to the `tools:` of the role, run `fck run provision`, and build again.',
      host,
    }),
  ),
  notAProject: errorKind(
    'PYTHON_NO_PROJECT',
    'A repository of a build plan is no package, and has no file that says what it needs; or it is an application, and another one is the reference repository.',
    (
      { repo, commit }: { repo: string; commit: string },
      contents: RepoContents,
      reference: string | undefined,
      folders: readonly string[],
    ) => ({
      message: `The repository "${repo}" ${
        reference === undefined ? 'has no requirements.txt and is no package' : 'is no package'
      } at commit ${commit.slice(0, 7)}: it has neither setup.py nor a pyproject.toml with a project.`,
      hint: `${
        folders.length === 0
          ? ''
          : `If its project is in a folder (${folders.slice(0, 8).join(', ')}), name that in \`repos:\`: \`subdirectory: ${folders[0]}\`. `
      }${
        reference === undefined
          ? 'If it is an application, commit a requirements.txt with what it needs, gunicorn included; or write `app: true` in the plan if it needs nothing.'
          : `If it is the application, write \`reference_repo: ${repo}\` in the plan: only the reference repository, now "${reference}", may be an application that is no package.`
      } If it is a package, commit a pyproject.toml such as this one. Or leave the repository out of \`repos:\`.`,
      detail: pyprojectFor(repo, contents),
    }),
  ),
  lockUnusable: errorKind(
    'LOCK_UNUSABLE',
    'The lock file of a repository is missing, does not fit its project, or its tool cannot read it. fck never resolves versions again where there is a lock.',
    (repo: string, { file, tool }: Pick<Lock, 'file' | 'tool'>, problem: LockProblem, host: string) => ({
      message: lockMessage(repo, file, tool, problem, host),
      detail: problem.problem === 'unknown' ? undefined : problem.words || undefined,
      hint: lockHint(file, tool, problem),
      host,
    }),
  ),
  groupsWithoutLock: errorKind(
    'GROUPS_WITHOUT_LOCK',
    'A build plan names `groups:`, but what is installed does not come from a lock file.',
    (repo: string, groups: readonly string[]) => ({
      message: `The build plan asks for the groups ${groups.join(', ')}, but the dependencies of "${repo}" do not come from a lock file, the only place that has them.`,
      hint: 'Commit a lock file (`uv lock`, `poetry lock`, `pdm lock`), remove `groups:`, or list the packages in a file that `requirements:` of the plan names.',
    }),
  ),
  pipFailed: errorKind(
    'PIP_INSTALL_FAILED',
    'pip or uv could not install what a build needs: no such version, versions that conflict, a package that cannot be built, or no way to the package index. What they said is shown.',
    (
      repos: readonly string[],
      failure: FckError,
      { installer, first, all, unreachable, tools = [] }: WordsOfPip,
    ) => ({
      message: `${installer} could not install ${repos.map((repo) => `"${repo}"`).join(', ')} with what ${repos.length === 1 ? 'it needs' : 'they need'}${failure.host === undefined ? '' : ` on ${failure.host}`}: ${unreachable === undefined ? first : `the package index cannot be reached (${unreachable})`}`,
      detail: all,
      hint:
        unreachable === undefined
          ? tools.length > 0
            ? `The host compiles it, and does not have what that needs. Add it to the role that builds, \`provision: {tools: [${tools.join(', ')}]}\`, run fck run provision, and build again; or require a version that has a wheel.`
            : 'Correct the requirement in the repository (or in `requirements:` and `pip_options:` of the plan), commit, and build again.'
          : 'Check the network, DNS and proxy of that host, or name an index that it reaches in `packages: {index_url: …}` of the plan, and build again.',
      host: failure.host,
      cause: failure,
    }),
  ),
  indexRefused: errorKind(
    'INDEX_REFUSED',
    'A package index refused the login of a build, or asks for one. pip then says that it finds no matching distribution.',
    (host: string, answers: readonly string[], failure: FckError) => ({
      message: `A package index refused the login from ${host}: ${answers.join('; ')}`,
      detail: failure.detail,
      hint: 'Correct the user, password or token in `packages: {index_url: !env NAME}` of the plan: https://USER:PASSWORD@HOST/simple. Without them, the host uses its own ~/.netrc and configuration of pip.',
      host,
      cause: failure,
    }),
  ),
  noWheelhouse: errorKind(
    'WHEELHOUSE_MISSING',
    'The `wheelhouse:` of a build plan is a folder of this machine, and holds no packages, and `no_index:` forbids all other sources.',
    (folder: string, role: string) => ({
      message: `The wheelhouse ${folder} holds no packages.`,
      hint: `Fill it: leave \`no_index:\` out of \`packages:\`, run fck run build --force -r ${role}, then fck packages download -r ${role}.`,
    }),
  ),
  noWheelhouseNamed: errorKind(
    'WHEELHOUSE_UNNAMED',
    'The build plan of a role does not say where its packages are kept.',
    (role: string) => ({
      message: `The build plan of role "${role}" has no wheelhouse.`,
      hint: 'Name a folder below `build: plan:`: packages: {wheelhouse: ./wheels}.',
    }),
  ),
  noPackagesKnown: errorKind(
    'PACKAGES_UNKNOWN',
    'No chosen host has installed the packages of a build, so that it is not known which ones to download.',
    () => ({
      message: 'No chosen host has made a build whose packages could be downloaded.',
      hint: 'Build once with the network: fck run build --force. Then try again.',
    }),
  ),
  filesOfCommand: errorKind(
    'BUILD_COMMAND_FILES',
    'A command of `before_install` or `after_install` names inputs that do not exist, or outputs that it did not make.',
    (command: string, kind: 'inputs' | 'outputs', paths: readonly string[], host: string) => ({
      message:
        kind === 'inputs'
          ? `The command "${command}" depends on ${paths.join(', ')}, which the repository does not have.`
          : `The command "${command}" ended well, but did not make ${paths.join(', ')}: there is no build.`,
      hint:
        kind === 'inputs'
          ? 'Correct `inputs:`: paths of files and folders, relative to the project in the repository. Patterns are not known.'
          : 'Correct `outputs:`: paths relative to the project; of `after_install`, to the folder app/ of the build, or to its site-packages if it has no app/.',
      host,
    }),
  ),
  noTests: errorKind(
    'TESTS_MISSING',
    'A build plan says `tests: true`, but a repository has no test files.',
    (repo: string) => ({
      message: `The build plan asks for unit tests, but the repository "${repo}" has no files named test_*.py or *_test.py.`,
      hint: 'Leave `tests:` out to test what has tests, say how with `tests: {command: …}`, or `tests: false`.',
    }),
  ),
  testsFailed: errorKind(
    'TESTS_FAILED',
    'Unit tests failed, so no build was made. The active build is unchanged.',
    (repo: string, host: string, failure: FckError) => ({
      message: `The unit tests of "${repo}" failed on ${host}: there is no build.`,
      detail: failure.detail,
      hint: 'Correct the code, commit, and build again. If they are run the wrong way, say how below `build: plan:`, `tests: {command: …}`; `tests: false` builds without them. What was built before is unchanged.',
      host,
      cause: failure,
    }),
  ),
};

/** What a host has instead of a missing interpreter. */
export interface OtherInterpreters {
  /** Whether the host's package manager has a package of the interpreter's name. */
  readonly isOffered: boolean;
  /** Other interpreters on the host. */
  readonly present: readonly string[];
}

function hintForInterpreter(
  host: string,
  interpreter: string,
  isOffered: boolean,
  present: readonly string[],
): string {
  if (isPython2(interpreter))
    return 'Python 2 is no longer offered: write `interpreter: python3`, and `python3` among the `tools:` of the role.';
  const program = programName(interpreter);
  if (program === 'python3')
    return "Add python3 to the role's `tools:`, run `fck run provision`, and build again.";
  if (isOffered)
    return `Add package:${program} (on Debian and Ubuntu package:${program}-venv, too) to the role's \`tools:\`, run \`fck run provision\`, and build again.`;
  const others = present.length > 0 ? present.join(', ') : 'python3, which the tool `python3` installs';
  return `The system of ${host} has no package ${program}. Write another \`interpreter:\` (${others}), or install ${program} on the host by other means (pyenv, uv python install) and write its path: \`interpreter: /path/to/${program}\`.`;
}

function isPython2(interpreter: string): boolean {
  return /^python(2|$)/.test(programName(interpreter));
}

function programName(interpreter: string): string {
  return interpreter.split('/').at(-1) ?? interpreter;
}

function lockMessage(
  repo: string,
  file: string,
  tool: string,
  { problem, words }: LockProblem,
  host: string,
): string {
  switch (problem) {
    case 'missing':
      return `The build plan names the lock file ${file}, which is not in the repository "${repo}".`;
    case 'outdated':
      return `${file} of "${repo}" does not fit the project: ${firstLine(words)}`;
    case 'unknown':
      return `The build plan asks for the ${words.split(':')[0] ?? ''}, which ${file} of "${repo}" does not have.`;
    case 'tool':
      return `${tool} could not be installed on ${host}, which has to read ${file} of "${repo}".`;
    case 'failed':
      return `${file} of "${repo}" cannot be read: ${firstLine(words)}`;
  }
}

/** The line of a tool's words that says what is wrong: progress and warnings come before it. */
function firstLine(words: string): string {
  const lines = words.split('\n').filter((line) => line.trim() !== '');
  const error = lines.find((line) => /^\s*\[?error\b/i.test(line)) ?? lines.at(-1) ?? '';
  return error.trim().replace(/^error: /i, '');
}

const LOCK_COMMANDS: Readonly<Record<string, string>> = {
  uv: 'uv lock',
  poetry: 'poetry lock',
  pdm: 'pdm lock',
  pipenv: 'pipenv lock',
  pylock: 'the tool that made it',
};

function lockHint(file: string, tool: string, { problem, words }: LockProblem): string {
  if (problem === 'unknown')
    return `Known here: ${words.slice(words.indexOf(':') + 2)}. Correct \`groups:\` or \`extras:\` of the plan.`;
  if (problem === 'tool')
    return 'The output above says why; check the network and the package index of that host.';
  const again = `Run \`${LOCK_COMMANDS[tool] ?? tool}\`, commit ${file}, and build again.`;
  return tool === 'pylock' ? again.replaceAll('`', '') : again;
}
