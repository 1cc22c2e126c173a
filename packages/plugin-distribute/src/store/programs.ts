import { type Build, type Command, FILE_LIST, type Paths, pythonProgram, sh } from '@fck/core';
import { listFunctions } from '../copy/marked-list.js';
import { fetching } from '../copy/python-modules.js';
import { receivingArguments } from '../copy/receive-program.js';
import type { Receiving } from '../copy/receiving.js';

/**
 * Uploads the parts of a build that the object store does not have. The program exchanges lines of JSON: see
 * `python/store_build.py`. It only reads the build.
 */
export function storeProgram(paths: Paths, build: Build): Command {
  return sh`
${listFunctions}
cd ${paths.build(build.name)} && [ "$(sum_of <${FILE_LIST})" = ${build.checksum} ] || { echo 'the build is not there any more' >&2; exit 1; }
exec 4<&0
marked | python3 -I -S -c ${pythonText('store_build')} 3<&0 <&4`;
}

/** Fetches a build from the object store. The program reads the URLs on its standard input: see `python/fetch_build.py`. */
export function fetchProgram(receiving: Omit<Receiving, 'sender'>): Command {
  return fetching.program('fetch', receivingArguments(receiving));
}

function pythonText(name: string): string {
  return pythonProgram(new URL('../../python/', import.meta.url), name, ['stored']);
}
