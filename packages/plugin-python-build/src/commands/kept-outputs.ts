import { type BuildContext, type Environment, parseJson, Secret, sh } from '@fck/core';
import { z } from 'zod';
import { buildErrors } from '../errors.js';
import type { Making } from '../making.js';
import { toolFolderOf } from '../tool-environment.js';
import type { BuildCommand, CommandPhase } from './build-commands.js';

/** What `begin` in `python/kept_outputs.py` returns. */
const begun = z.lazy(() => z.object({ missing: z.array(z.string()), reused: z.boolean() }));

/** What `end` in `python/kept_outputs.py` returns. */
const ended = z.lazy(() =>
  z.object({ missing: z.array(z.string()), others: z.array(z.string()), outside: z.boolean() }),
);

/** A command of a plan, and where it works. */
export interface PlacedCommand {
  readonly command: BuildCommand;
  readonly phase: CommandPhase;
  /** Its variables, beside those that differ from build to build. */
  readonly variables: Environment;
  /** The folder that its inputs are relative to. */
  readonly sources: string;
  /** The folder in which it makes its outputs. */
  readonly makesIn: string;
  /** The folder that gets them. */
  readonly into: string;
  /** The build, if it works there: what it changes beside its outputs is reported. */
  readonly watched?: string | undefined;
  /** Normal names of the projects, if it depends on the packages of the build: on all others. */
  readonly projects?: readonly string[] | undefined;
}

/** What a command changed beside its outputs. */
export interface OtherChanges {
  /** Paths below the build. */
  readonly others: readonly string[];
  /** Whether it changed anything of the build but in the folder of the application. */
  readonly outside: boolean;
}

/**
 * Takes over what the command made for an earlier build, if nothing changed that it depends on.
 *
 * @returns whether it need not run
 * @throws FckError `BUILD_COMMAND_FILES` for inputs that do not exist
 */
export async function takeKept(
  context: BuildContext,
  making: Making,
  placed: PlacedCommand,
): Promise<boolean> {
  const { command, phase, sources, into, watched, projects, variables } = placed;
  const { missing, reused } = begun.parse(
    await ask(context, making, 'begin', {
      command: [phase, command.run, shownVariables(variables), making.recipe['interpreter']],
      inputs: command.inputs ?? null,
      folder: sources,
      library: projects ? `${making.workspace.build}/${making.interpreter.library}` : null,
      projects: projects ?? [],
      store: storeOf(context, making),
      reuse: !context.force,
      outputs: command.outputs ?? [],
      into,
      watched: watched ?? null,
      note: noteOf(making),
    }),
  );
  if (missing.length > 0) throw buildErrors.filesOfCommand(command.run, 'inputs', missing, context.host.name);
  return reused;
}

/**
 * Puts what the command made into its place, and keeps it for later builds.
 *
 * @throws FckError `BUILD_COMMAND_FILES` for outputs that it did not make
 */
export async function takeMade(
  context: BuildContext,
  making: Making,
  { command, makesIn, into, watched }: PlacedCommand,
  application: string | undefined,
): Promise<OtherChanges> {
  const { missing, ...changes } = ended.parse(
    await ask(context, making, 'end', {
      store: storeOf(context, making),
      outputs: command.outputs ?? [],
      made_in: makesIn,
      into,
      watched: watched ?? null,
      application: application ?? null,
      note: noteOf(making),
      name: making.workspace.buildName,
    }),
  );
  if (missing.length > 0)
    throw buildErrors.filesOfCommand(command.run, 'outputs', missing, context.host.name);
  return changes;
}

async function ask(
  { remote }: BuildContext,
  { tools, workspace }: Making,
  what: 'begin' | 'end',
  order: object,
): Promise<unknown> {
  const answer = `${workspace.folder}/outputs.json`;
  await remote.run(sh`${tools.python} -Es ${workspace.program('kept_outputs')} ${what} ${answer}`, {
    title: what === 'begin' ? 'look for outputs of earlier builds' : 'keep the outputs',
    input: JSON.stringify(order),
    bookkeeping: true,
  });
  return parseJson(await remote.query(sh`cat -- ${answer}`));
}

/** Values of secrets are left out: nothing that is kept may depend on them. */
function shownVariables(variables: Environment): readonly (readonly string[])[] {
  return Object.entries(variables)
    .map(([name, value]) => [name, value instanceof Secret ? 'secret' : value])
    .toSorted();
}

function storeOf(context: BuildContext, { interpreter }: Making): string {
  return `${toolFolderOf(context, interpreter)}/outputs`;
}

function noteOf({ workspace }: Making): string {
  return `${workspace.folder}/outputs-note.json`;
}
