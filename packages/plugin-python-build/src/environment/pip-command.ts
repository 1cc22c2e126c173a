import { type Command, sh } from '@fck/core';
import type { Making } from '../making.js';

/** What pip needs to know about an unfinished build. */
export type Installation = Pick<
  Making,
  'plan' | 'repos' | 'packages' | 'lock' | 'reference' | 'workspace' | 'tools'
>;

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

/** Isolated (`-I`), since pip runs in a repository, whose modules must not replace those of pip. */
export function installCommand({ workspace, tools }: Installation, options: readonly string[]): Command {
  // With --quiet, pip says that versions conflict, but not which. One stream for both outputs keeps their order.
  return sh`${tools.python} -I -m pip --python ${workspace.python} install ${options} "$@" 2>&1`;
}
