import type { Facts, Host } from '@fck/core';
import type { Answers } from './fake-answers.js';
import { fakeFacts, fakeHost } from './fake-host.js';
import type { RecordedChange } from './recorded-change.js';

/** The options of a fake host. */
export interface FakeRemoteOptions {
  readonly host?: Partial<Host> | undefined;
  readonly facts?: Partial<Facts> | undefined;
  /** Text files by path. */
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** Results of commands. A look without a matching answer is an error; a `run` without one succeeds. */
  readonly answers?: Answers | undefined;
  readonly dryRun?: boolean | undefined;
}

/** The state that the remotes of one fake host share, for all users. */
export interface FakeMachine {
  readonly host: Host;
  readonly facts: Facts;
  readonly answers: Answers;
  readonly dryRun: boolean;
  readonly files: Map<string, string>;
  readonly planned: Map<string, string>;
  readonly changes: RecordedChange[];
  readonly looks: string[];
}

/** Makes the state of a fake host from its options. */
export function fakeMachine(options: FakeRemoteOptions): FakeMachine {
  const host = fakeHost(options.host);
  return {
    host,
    facts: fakeFacts({ ...(host.user === undefined ? {} : { user: host.user }), ...options.facts }),
    answers: options.answers ?? [],
    dryRun: options.dryRun ?? false,
    files: new Map(Object.entries(options.files ?? {})),
    planned: new Map(),
    changes: [],
    looks: [],
  };
}
