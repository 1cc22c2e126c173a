import { readFileSync } from 'node:fs';
import { type Build, type Command, FILE_LIST, type Paths, sh } from '@fck/core';
import { listFunctions } from '../copy/marked-list.js';
import { type Receiving, receiveProgram } from '../copy/receive-program.js';

/**
 * Puts what the object store lacks of a build into it. It speaks in lines of JSON: see `python/store_build.py`. The build is
 * only read.
 */
export function storeProgram(paths: Paths, build: Build): Command {
  return sh`
${listFunctions}
cd ${paths.build(build.name)} && [ "$(sum_of <${FILE_LIST})" = ${build.checksum} ] || { echo 'the build is not there any more' >&2; exit 1; }
exec 4<&0
marked | python3 -I -S -c ${pythonProgram('store_build')} 3<&0 <&4`;
}

/** Gets a build from the object store to its place. Reads on its standard input where what is fetched: see `python/fetch_build.py`. */
export function fetchProgram(receiving: Omit<Receiving, 'sender'>): Command {
  const sender = sh`rm -f -- "$lists/fetched"; python3 -I -S -c ${pythonProgram('fetch_build')} "$lists/fetched"`;
  return sh`exec 3<&0
${receiveProgram({ ...receiving, sender })}`;
}

/** A Python program that imports `stored.py`, as one text: nothing has to be put onto the host for it. */
function pythonProgram(name: string): string {
  const modules = [
    ['stored', textOf('stored')],
    ['__main__', textOf(name)],
  ];
  // Each module is there before another one imports it. JSON is Python, too.
  return `import sys
for name, text in ${JSON.stringify(modules)}:
    exec(compile(text, name + '.py', 'exec'), vars(sys.modules.setdefault(name, type(sys)(name))))`;
}

function textOf(name: string): string {
  return readFileSync(new URL(`../../python/${name}.py`, import.meta.url), 'utf8');
}
