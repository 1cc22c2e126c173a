import { type Command, sh } from '@fck/core';
import { lockedFiles } from '../making.js';
import { type Installation, installCommand, pipCommand, wheelsOf } from './pip-command.js';

/**
 * The shell command that installs exactly what a lock says, then the wheel of its project. Wheels of other repositories come last:
 * the lock does not have their dependencies, but its versions are kept. Folders of the repository are left to pip, whichever
 * installer the plan has: uv takes them from its cache even if their code has changed.
 */
export function installLockedCommand(making: Installation, words: readonly string[]): Command {
  const { hashed, others } = lockedFiles(making);
  const own = making.packages.filter((repo) => repo === making.reference.repo);
  const rest = making.packages.filter((repo) => repo !== making.reference.repo);
  const pins = `${hashed}.pins`;
  const installOwn = sh`${wheelsOf({ ...making, packages: own })}
${pipCommand(making, 'own', ['--no-deps', '--no-index'])} || exit`;
  const installRest = sh`sed -e '/^-/d' -e 's/ --hash=.*//' ${hashed} >${pins}
${wheelsOf({ ...making, packages: rest })}
${installCommand(making, 'rest', [...words, '--constraint', pins])}`;
  return sh`set --
[ ! -s ${hashed} ] || ${installCommand(making, 'locked', ['--require-hashes', '--no-deps', ...words, '--requirement', hashed])} || exit
[ ! -s ${others} ] || ${pipCommand(making, 'others', ['--no-deps', ...words, '--requirement', others])} || exit
${own.length > 0 ? installOwn : sh`:`}
${rest.length > 0 ? installRest : sh`:`}`;
}
