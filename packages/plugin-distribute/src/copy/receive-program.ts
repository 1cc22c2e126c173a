import { posix } from 'node:path';
import type { Command, Json } from '@fck/core';
import { receiving } from './python-modules.js';
import { receiveInShell } from './receive-in-shell.js';
import type { Receiving } from './receiving.js';

/**
 * The receiving end of a copy. It assembles the build beside its final path, in `.incoming-<build>`; complete files of an
 * interrupted copy are kept. Files of the base are linked; those that were written to after the seal are fetched instead.
 * Fetched files are hashed on arrival. The tree is renamed into place only after every file matches the checksum list.
 *
 * Prints `there` if another run brought the build meanwhile, else as its last line `got`, how many files were fetched and
 * their bytes, how many there are and their bytes, and how many bytes came over the network.
 */
export function receiveProgram(copy: Receiving): Command {
  const args = { ...receivingArguments(copy), sender: copy.sender?.text ?? null };
  return receiving.program('receive', args, receiveInShell(copy));
}

/** What the Python functions that receive a build need to know. */
export function receivingArguments({
  paths,
  build,
  base,
  prepared,
}: Omit<Receiving, 'sender'>): Readonly<Record<string, Json>> {
  return {
    builds: paths.builds,
    spare: posix.basename(paths.spare),
    build: build.name,
    checksum: build.checksum,
    base: base?.name ?? null,
    prepared: prepared ?? null,
  };
}
