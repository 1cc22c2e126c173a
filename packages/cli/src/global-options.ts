import type { Selection } from '@fck/core';
import { type Command, InvalidArgumentError, Option } from 'commander';

/** The options that every verb takes, before its name or after it. */
export interface GlobalOptions {
  readonly config: string | undefined;
  readonly directory: string | undefined;
  readonly dryRun: boolean;
  readonly diff: boolean;
  readonly yes: boolean;
  readonly force: boolean;
  /** The selection of `-r` and `-H`: a key exists only if its option was given. */
  readonly selection: Selection;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly quiet: boolean;
  readonly parallel: number | undefined;
  /** Show at the end where the time was spent. */
  readonly profile: boolean;
  /** Seconds to wait for hosts that others have locked. */
  readonly lockWait: number;
}

/** Declares the global options on the program. */
export function declareGlobalOptions(program: Command): void {
  program
    .addOption(new Option('-c, --config <file>', 'the configuration file, instead of looking for one'))
    .addOption(new Option('-C, --directory <dir>', 'work as if started in this folder'))
    .addOption(
      new Option('-r, --role <names>', 'only hosts of these roles (repeatable, commas)').argParser(addNames),
    )
    .addOption(
      new Option('-H, --host <names>', 'only these hosts: names or globs (repeatable, commas)').argParser(
        addNames,
      ),
    )
    .addOption(new Option('-n, --dry-run', 'change nothing, show what would change'))
    .addOption(new Option('--diff', 'show what changes inside files'))
    .addOption(new Option('-y, --yes', 'answer questions with yes'))
    .addOption(new Option('--force', 'do it even if nothing seems to need it'))
    .addOption(new Option('--parallel <n>', 'hosts worked on at once').argParser(atLeastOne))
    .addOption(new Option('--profile', 'tell at the end what each phase cost on each host'))
    .addOption(
      new Option('--lock-wait <seconds>', 'wait so long for hosts that others have locked').argParser(
        wholeSeconds,
      ),
    )
    .addOption(new Option('--json', 'print JSON on stdout: lists as one document, runs as one event a line'))
    .addOption(
      new Option('-v, --verbose', 'show commands, their output, and stack traces').conflicts('quiet'),
    )
    .addOption(new Option('-q, --quiet', 'show only warnings and errors'));
}

/** Reads the global options of a program whose arguments were parsed. */
export function readGlobalOptions(program: Command): GlobalOptions {
  const given = program.opts<{
    config?: string;
    directory?: string;
    role?: string[];
    host?: string[];
    parallel?: number;
    lockWait?: number;
    [name: string]: unknown;
  }>();
  return {
    config: given.config,
    directory: given.directory,
    dryRun: given.dryRun === true,
    diff: given.diff === true,
    yes: given.yes === true,
    force: given.force === true,
    selection: {
      ...(given.role === undefined ? {} : { roles: given.role }),
      ...(given.host === undefined ? {} : { hosts: given.host }),
    },
    json: given.json === true,
    verbose: given.verbose === true,
    quiet: given.quiet === true,
    parallel: given.parallel,
    profile: given.profile === true,
    lockWait: given.lockWait ?? 0,
  };
}

function addNames(value: string, before: string[] = []): string[] {
  const names = value
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) throw new InvalidArgumentError('A name is needed.');
  return [...before, ...names];
}

function atLeastOne(value: string): number {
  if (!/^[1-9]\d{0,4}$/.test(value)) throw new InvalidArgumentError('A whole number from 1 on is needed.');
  return Number(value);
}

function wholeSeconds(value: string): number {
  if (!/^\d{1,6}$/.test(value)) throw new InvalidArgumentError('A whole number of seconds is needed.');
  return Number(value);
}
