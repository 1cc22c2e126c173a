import type { Build } from '../api/build.js';
import type { Paths } from '../api/paths.js';
import type { Remote } from '../api/remote.js';
import { sh } from '../command/command.js';
import { shellProgram } from '../command/shell-program.js';
import { BUILD_FILE, FILE_LIST } from './build-files.js';

/** A number of files, and the names of the first. */
export interface SomeFiles {
  readonly count: number;
  readonly names: readonly string[];
}

/** What is on disk, compared with what was sealed. */
export interface CheckedBuild {
  /** SHA-256 of the list of files: the checksum of the build, if nobody changed the list. */
  readonly checksum: string;
  /** SHA-256 over symbolic links and executable bits, which the list does not hold. */
  readonly others: string;
  readonly files: number;
  /** Files with another content, and missing ones. */
  readonly changed: SomeFiles;
  /** Files that were not there when the build was sealed. */
  readonly added: SomeFiles;
}

/**
 * Reads all files of a sealed build, and compares them with its list. A look.
 *
 * @throws FckError `COMMAND_FAILED` if the list cannot be read
 */
export async function checkBuild(
  remote: Remote,
  paths: Paths,
  { name }: Pick<Build, 'name'>,
): Promise<CheckedBuild> {
  const output = await remote.query(
    sh`${shellProgram(new URL('../../shell/check-build.sh', import.meta.url))}
check_build ${paths.build(name)} ${FILE_LIST} ${BUILD_FILE}`,
    { timeout: SECONDS },
  );
  const { list = [], others = [], files = [], changed = [], added = [] } = partsOf(output);
  return {
    checksum: list[0] ?? '',
    others: others[0] ?? '',
    files: Number(files[0]),
    changed: someFiles(changed),
    added: someFiles(added),
  };
}

/** Seconds that reading all files of a build may take. */
const SECONDS = 600;

/** The value of each line, with the names that follow it. */
function partsOf(output: string): Record<string, string[] | undefined> {
  const parts: Record<string, string[]> = {};
  let current: string[] = [];
  for (const line of output.split('\n')) {
    if (line.startsWith(' ')) current.push(line.slice(1));
    else {
      const at = line.indexOf(' ');
      current = [line.slice(at + 1)];
      parts[line.slice(0, at)] = current;
    }
  }
  return parts;
}

function someFiles([count, ...names]: readonly string[]): SomeFiles {
  return { count: Number(count), names: names.map((name) => name.replace(/^\.\//, '')) };
}
