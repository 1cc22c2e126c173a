import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { SecretReader } from '../command/referenced-secret.js';
import { messageOf, type Place } from '../errors/fck-error.js';
import { secretErrors } from '../errors/secret.js';
import { expandPath } from './expand-path.js';
import type { SecretReference } from './secret-reference.js';
import { readFromSource } from './secret-source-reader.js';

/** Milliseconds: long enough to unlock a password manager. */
const TIMEOUT = 60_000;

const run = promisify(execFile);

/**
 * The reader of a secret that a configuration refers to.
 *
 * @param directory folder of the configuration: paths are relative to it, and commands run in it
 * @param placeOf the place of the reference, for messages
 */
export function secretReader(
  { kind, text, shown }: SecretReference,
  directory: string,
  placeOf: () => Place,
): SecretReader {
  const unreadable = (why: string) => secretErrors.unreadable(shown, why, placeOf());
  if (kind === 'secret') {
    return {
      read: (sources) => readFromSource({ text, shown, directory, place: placeOf }, sources),
      readNow: () => {
        throw secretErrors.tooEarly(shown, placeOf());
      },
    };
  }
  if (kind === 'file') {
    const file = expandPath(text, directory);
    const fail = (thrown: unknown): never => {
      throw unreadable(isMissing(thrown) ? `there is no file ${file}` : messageOf(thrown));
    };
    return {
      read: async () => withoutLastBreak(await readFile(file, 'utf8').catch(fail)),
      readNow: () => {
        try {
          return withoutLastBreak(readFileSync(file, 'utf8'));
        } catch (thrown) {
          return fail(thrown);
        }
      },
    };
  }
  // It cannot ask anything: the screen belongs to fck.
  const shell = ['sh', ['-c', `exec </dev/null\n${text}`]] as const;
  const options = { cwd: directory, timeout: TIMEOUT, encoding: 'utf8' } as const;
  const outputOf = (stdout: string) => {
    const value = withoutLastBreak(stdout);
    if (value === '') throw unreadable('it printed nothing');
    return value;
  };
  const fail = (thrown: unknown): never => {
    throw unreadable(whyItFailed(thrown as Failure));
  };
  return {
    read: async () => outputOf((await run(...shell, options).catch(fail)).stdout),
    readNow: () => {
      const { error, status, stdout, stderr } = spawnSync(...shell, options);
      return error || status !== 0
        ? fail({ ...error, code: error ? undefined : status, stderr })
        : outputOf(stdout);
    },
  };
}

/** How a command failed, as Node reports it. */
interface Failure {
  readonly code?: unknown;
  readonly stderr?: string | undefined;
}

function withoutLastBreak(text: string): string {
  return text.replace(/\r?\n$/, '');
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
}

/** Never the output, which may hold the secret. */
function whyItFailed({ code, stderr }: Failure): string {
  if (typeof code !== 'number') return `it did not end within ${TIMEOUT / 1000} seconds`;
  const last = (stderr ?? '').trim().split('\n').at(-1) ?? '';
  return `it ended with exit code ${code}${last === '' ? '' : `: ${last}`}`;
}
