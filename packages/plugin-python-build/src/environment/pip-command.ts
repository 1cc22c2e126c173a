import { type Command, sh } from '@fck/core';
import type { Making } from '../making.js';
import { sourceWordsOf } from '../package-sources.js';

/** What an installer needs to know about an unfinished build. */
export type Installation = Pick<
  Making,
  'plan' | 'repos' | 'packages' | 'lock' | 'reference' | 'workspace' | 'tools'
> & { readonly interpreter: Pick<Making['interpreter'], 'library'> };

/** Sets the positional parameters to the wheels. Their file names hold versions, so the host's shell looks them up. */
export function wheelsOf(
  { workspace, packages }: Pick<Installation, 'workspace' | 'packages'>,
  extras: readonly string[] = [],
): Command {
  const suffix = extras.length > 0 ? `[${extras.join(',')}]` : '';
  return sh`
set --
for folder in ${packages.map(workspace.distOf)}; do
  for wheel in "$folder"/*.whl; do set -- "$@" "$wheel"${suffix}; done
done`;
}

/** Calls of an installer that one build makes, one after another. */
const CALLS = ['all', 'locked', 'others', 'own', 'rest'] as const;

/** One of the calls of a build. */
export type InstallerCall = (typeof CALLS)[number];

/** Files in which pip reports what it has installed. uv writes none. */
export function reportsOf({ workspace }: Pick<Installation, 'workspace'>): readonly string[] {
  return CALLS.map((call) => reportOf(workspace, call));
}

function reportOf({ folder }: Installation['workspace'], call: InstallerCall): string {
  return `${folder}/report-${call}.json`;
}

/** Installs with the installer of the plan, which takes the options of `pip install`. */
export function installCommand(
  making: Installation,
  call: InstallerCall,
  options: readonly string[],
): Command {
  if (making.plan.installer === 'pip') return pipCommand(making, call, options);
  const { workspace, tools, plan, interpreter } = making;
  const sources = JSON.stringify(sourceWordsOf(plan));
  const library = `${workspace.build}/${interpreter.library}`;
  return sh`${tools.python} ${workspace.program('install_with_uv')} ${tools.backends} ${sources} ${whyPipFile(making)} ${reportOf(workspace, call)} ${workspace.python} ${library} ${options} "$@" 2>&1`;
}

/** Installs with pip. Isolated (`-I`), since it runs in a repository, whose modules must not replace those of pip. */
export function pipCommand(
  { workspace, tools }: Installation,
  call: InstallerCall,
  options: readonly string[],
): Command {
  const report = ['--report', reportOf(workspace, call)];
  // With --quiet, pip says that versions conflict, but not which. One stream for both outputs keeps their order.
  return sh`${tools.python} -I -m pip --python ${workspace.python} install ${report} ${options} "$@" 2>&1`;
}

/** The file that says why pip has installed where uv should have. */
export function whyPipFile({ workspace }: Pick<Installation, 'workspace'>): string {
  return `${workspace.folder}/why-pip`;
}
