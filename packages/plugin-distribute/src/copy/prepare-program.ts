import { posix } from 'node:path';
import { type Build, type Command, type Paths, sh } from '@fck/core';
import { preparing } from './python-modules.js';

/** Hosts without Python prepare nothing. */
const nothing = sh`:`;

/**
 * Does the part of a copy that needs only the base. If later work may change the next build (`own`), its files must be no links: the
 * base is copied to the folder in which the next one will be assembled, and hashed. Else links to its files are made. An incomplete
 * copy is used as far as it got.
 *
 * @param token names the preparation: the copy that knows it may trust its checksums
 */
export function prepareProgram(
  { builds, spare }: Paths,
  base: Pick<Build, 'name' | 'own'>,
  token: string,
): Command {
  const args = { builds, spare: posix.basename(spare), base: base.name, own: base.own ?? false, token };
  return preparing.program('prepare', args, nothing);
}

/** Removes what a preparation made for a copy that did not follow. */
export function discardProgram({ builds, spare }: Paths): Command {
  return preparing.program('discard', { builds, spare: posix.basename(spare) }, nothing);
}
