import type { Task } from '../api/contexts.js';
import type { Phase } from '../api/phase.js';
import type { Project } from '../api/project.js';
import type { Registry } from '../api/registry.js';
import type { Section } from '../api/section.js';
import { type ConfigProblem, configErrors } from '../errors/config.js';
import { isFckError, type Place } from '../errors/fck-error.js';
import { nearestTo } from '../errors/nearest.js';
import { type NamedTask, tasksInOrder } from './task-order.js';

/** A named list of phases and tasks. */
export interface Pipeline {
  readonly name: string;
  /** Its tasks, in the order in which they run, with those that they depend on. */
  readonly tasks: readonly string[];
  /** True if the configuration defines it; false for one that fck brings. */
  readonly isConfigured: boolean;
}

/** The value of the key `pipelines`. */
type Configured = Readonly<Record<string, readonly string[]>>;

/** What pipelines are made of. */
export interface PipelineSource {
  readonly tasks: Registry<Task>;
  readonly phases: Registry<Phase>;
  /** Undefined if no configuration is loaded: then there are the built-in pipelines. */
  readonly project: Pick<Project, 'document' | 'values'> | undefined;
  readonly section: Section<Configured>;
  /** Words of the command line that cannot name a pipeline, and what each of them is: `a command of fck`. */
  readonly takenWords: ReadonlyMap<string, string>;
}

/** The pipelines that fck brings, without the phases that join them. */
const BUILT_IN: Readonly<Record<string, readonly string[]>> = {
  up: ['create', 'provision', 'build', 'activate'],
  deploy: ['build', 'activate'],
};

/**
 * All pipelines: those that fck brings, with the phases that join them, unless the configuration defines one of the name; then those of
 * the configuration.
 *
 * @throws FckError `CONFIG_INVALID` with all problems of the configuration's pipelines, `TASK_CYCLE`
 */
export function pipelinesOf(source: PipelineSource): Pipeline[] {
  const configured = configuredIn(source);
  const problems = Object.keys(configured).flatMap((name) => problemsOf(source, configured, name));
  if (problems.length > 0) throw configErrors.invalid(problems);
  const builtIn = Object.entries(BUILT_IN)
    .filter(([name]) => !Object.hasOwn(configured, name))
    .map(([name, tasks]) => ({
      name,
      isConfigured: false,
      tasks: namesOf(tasksInOrder(source.tasks, [...tasks, ...joining(source.phases, name)])),
    }));
  const own = Object.keys(configured).map((name) => ({
    name,
    isConfigured: true,
    tasks: namesOf(tasksInOrder(source.tasks, expanded(source, configured, name))),
  }));
  return [...builtIn, ...own];
}

/**
 * The tasks of names that may be pipelines.
 *
 * @throws FckError as {@link pipelinesOf}
 */
export function withoutPipelines(source: PipelineSource, names: readonly string[]): string[] {
  const configured = configuredIn(source);
  if (names.every((name) => source.tasks.has(name) && !Object.hasOwn(configured, name))) return [...names];
  const pipelines = pipelinesOf(source);
  return names.flatMap((name) => pipelines.find((pipeline) => pipeline.name === name)?.tasks ?? [name]);
}

function configuredIn({ project, section }: PipelineSource): Configured {
  return (project && section.of(project)) ?? {};
}

function joining(phases: Registry<Phase>, pipeline: string): string[] {
  return phases
    .entries()
    .filter(({ value }) => value.pipelines?.some((name) => name === pipeline))
    .map(({ name }) => name);
}

/** The tasks of a pipeline of the configuration, without those that they depend on. */
function expanded(source: PipelineSource, configured: Configured, name: string): string[] {
  const entries = configured[name];
  if (entries)
    return entries.flatMap((entry) =>
      source.tasks.has(entry) ? [entry] : expanded(source, configured, entry),
    );
  return [...(BUILT_IN[name] ?? []), ...joining(source.phases, name)];
}

/** Everything that is wrong with a pipeline of the configuration. */
function problemsOf(source: PipelineSource, configured: Configured, name: string): ConfigProblem[] {
  const { tasks, takenWords, project } = source;
  const entries = configured[name] ?? [];
  const at = (...path: readonly (string | number)[]) =>
    project?.document.placeOf(['pipelines', name, ...path]);
  const taken = tasks.has(name)
    ? `the task "${name}" of ${tasks.ownerOf(name)}`
    : Object.hasOwn(BUILT_IN, name)
      ? undefined
      : takenWords.get(name);
  if (taken !== undefined)
    return [
      {
        message: `The pipeline "${name}" has the name of ${taken}.`,
        hint: 'Give it another name.',
        where: at(),
      },
    ];
  const problems = entries.flatMap((entry, index): ConfigProblem[] => {
    const where = at(index);
    if (entries.indexOf(entry) < index)
      return [
        { message: `The pipeline "${name}" names "${entry}" twice; a run does each task once.`, where },
      ];
    if (!tasks.has(entry) && !isPipeline(source, entry))
      return [unknownEntry(source, configured, entry, where)];
    const round = circleFrom(configured, [name], entry);
    return round
      ? [{ message: `These pipelines contain each other in a circle: ${round.join(' -> ')}.`, where }]
      : [];
  });
  if (problems.length > 0) return problems;
  return orderProblems(source, configured, name, at());
}

/** Whether there is a pipeline of this name. */
export function isPipeline(source: PipelineSource, name: string): boolean {
  return Object.hasOwn(configuredIn(source), name) || Object.hasOwn(BUILT_IN, name);
}

function unknownEntry(
  { tasks }: PipelineSource,
  configured: Configured,
  entry: string,
  where: Place | undefined,
): ConfigProblem {
  const near = nearestTo(entry, [...tasks.names(), ...Object.keys({ ...BUILT_IN, ...configured })]);
  return {
    message: `There is no task, phase or pipeline named "${entry}".`,
    hint:
      near.length > 0
        ? `Did you mean ${near.map((known) => `"${known}"`).join(' or ')}?`
        : '`fck tasks` lists the tasks. Is the plugin that brings it listed in `plugins:`?',
    where,
  };
}

/** The names of a circle of pipelines that begins and ends at the first of the path. */
function circleFrom(configured: Configured, path: readonly string[], name: string): string[] | undefined {
  if (name === path[0]) return [...path, name];
  if (path.includes(name)) return undefined;
  for (const entry of configured[name] ?? []) {
    const round = circleFrom(configured, [...path, name], entry);
    if (round) return round;
  }
  return undefined;
}

/** A pipeline that names tasks in another order than they require. */
function orderProblems(
  source: PipelineSource,
  configured: Configured,
  name: string,
  where: Place | undefined,
): ConfigProblem[] {
  // A circle of pipelines is reported where it is.
  if (
    Object.keys(configured).some((other) =>
      configured[other]?.some((entry) => circleFrom(configured, [other], entry)),
    )
  )
    return [];
  const written = [...new Set(expanded(source, configured, name))];
  const inOrder = orderOrProblem(source, written, where);
  if (!Array.isArray(inOrder)) return [inOrder];
  const asRun = inOrder.filter((task) => written.includes(task));
  const wrong = asRun.findIndex((task, index) => task !== written[index]);
  if (wrong === -1) return [];
  const [first, second] = [asRun[wrong] ?? '', written[wrong] ?? ''];
  return [
    {
      message: `The pipeline "${name}" has "${second}" before "${first}", which has to come first.`,
      hint: `\`fck explain ${first}\` and \`fck explain ${second}\` show their order. Write: [${asRun.join(', ')}]`,
      where,
    },
  ];
}

function orderOrProblem(
  { tasks }: PipelineSource,
  names: readonly string[],
  where: Place | undefined,
): string[] | ConfigProblem {
  try {
    return namesOf(tasksInOrder(tasks, names));
  } catch (thrown) {
    if (!isFckError(thrown)) throw thrown;
    return { message: thrown.message, hint: thrown.hint, where };
  }
}

function namesOf(tasks: readonly NamedTask[]): string[] {
  return tasks.map(({ name }) => name);
}
