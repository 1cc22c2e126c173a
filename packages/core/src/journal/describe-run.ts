import type { ArgumentValue, GivenArguments } from '../api/arguments.js';
import { fingerprint } from '../build/recipe.js';
import type { ConnectedFck } from '../hosts/connections.js';
import { fckVersion } from '../version.js';
import { whoRuns } from '../who.js';
import { JOURNAL_FORMAT, type JournalHead } from './journal-head.js';
import { configFileOf } from './recorded-runs.js';
import type { Resumption } from './resumption.js';
import { thisProcess } from './run-process.js';

/** The container, for code that describes a run. */
export interface DescribedFck extends ConnectedFck {
  /** The configuration as plain data, without the values of secrets. */
  describeConfig(): unknown;
}

/** The arguments of a run. */
export interface RunRequest {
  readonly run: string;
  readonly tasks: readonly string[];
  readonly args: GivenArguments;
  readonly roles: readonly string[];
  readonly hosts: readonly string[];
  readonly force: boolean;
  readonly resumes: Resumption | undefined;
}

/**
 * The first line of the journal of a run that begins in this process. Arguments that contain a secret are named without
 * their values.
 */
export function headOf(fck: DescribedFck, { resumes, args, ...asked }: RunRequest): JournalHead {
  const { redactor } = fck.connections;
  const holdsSecret = (value: ArgumentValue) =>
    [value].flat().some((part) => typeof part === 'string' && redactor.redact(part) !== part);
  const given = Object.entries(args).flatMap(([name, value]): [string, ArgumentValue][] =>
    value === undefined ? [] : [[name, value]],
  );
  return {
    ...asked,
    journal: JOURNAL_FORMAT,
    at: Date.now(),
    tasks: [...asked.tasks],
    roles: [...asked.roles],
    hosts: [...asked.hosts],
    args: Object.fromEntries(given.filter(([, value]) => !holdsSecret(value))),
    withheld: given.flatMap(([name, value]) => (holdsSecret(value) ? [name] : [])),
    who: whoRuns(),
    process: thisProcess(),
    version: fckVersion(),
    config: { file: configFileOf(fck.project), digest: configDigest(fck) },
    ...(resumes ? { resumes } : {}),
  };
}

/** A hash that changes with the meaning of the configuration, not with the text of its files. */
export function configDigest(fck: DescribedFck): string {
  return fingerprint(fck.describeConfig());
}
