import { posix } from 'node:path';
import { type Build, type Command, isFckError, type Role, type RunOptions, sh, userCommand } from '@fck/core';
import { pythonEnvironment } from '../pip-environment.js';

/** A build whose environment a command gets. */
export interface EnvironmentOfBuild {
  readonly name: string;
  /** Its folder on the host. */
  readonly path: string;
}

/** A line of the user's shell, run as if the virtualenv of a build were activated. */
export function commandInBuild(line: string, { path }: EnvironmentOfBuild): Command {
  return sh`PATH=${path}/bin:"$PATH"; export PATH
${userCommand(line)}`;
}

/** The variables of such a command. */
export function variablesInBuild({ name, path }: EnvironmentOfBuild): RunOptions['env'] & object {
  return { ...pythonEnvironment, VIRTUAL_ENV: path, FCK_BUILD: name };
}

/** The folder where commands and services of a build run. */
export function folderOfBuild(path: string, { workingDirectory }: Pick<Build, 'workingDirectory'>): string {
  return posix.join(path, workingDirectory ?? '');
}

/** Adds to a failure where the configuration has the command. */
export async function writtenAt<T>(
  { role }: { readonly role: Pick<Role, 'document'> },
  path: readonly PropertyKey[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw isFckError(thrown) ? thrown.stamp({ where: role.document.placeOf(path) }) : thrown;
  }
}

/** The name of the step that runs a command: its first line. */
export function stepOf(command: string): string {
  const [first = '', ...more] = command.trim().split('\n');
  return more.length === 0 ? first : `${first} …`;
}
