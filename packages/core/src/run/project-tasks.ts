import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Task } from '../api/contexts.js';
import type { Project } from '../api/project.js';
import { withWork } from '../attribution/attribution.js';
import { placeThrown } from '../attribution/place-thrown.js';
import { thrownInWords } from '../attribution/plugin-failure.js';
import { within } from '../attribution/within.js';
import type { AllCoreSections } from '../config/core-sections.js';
import { assertTrusted } from '../config/trust.js';
import { isFckError, type Place } from '../errors/fck-error.js';
import { registryErrors } from '../errors/registry.js';
import { taskErrors } from '../errors/task.js';
import { hintForImport } from '../modules/import-hint.js';
import { loadModule } from '../modules/load-module.js';
import { placeOfSyntaxError } from '../modules/syntax-error-place.js';
import type { PluginHost } from '../plugin/loading/plugin-host.js';

/** The folder beside the configuration whose files are tasks. */
const FOLDER = 'tasks';

/** `smoke.ts` is the task `smoke`. Names with a further dot (`smoke.test.ts`) or a leading `_` are no tasks. */
const TASK_FILE = /^([A-Za-z0-9][A-Za-z0-9_-]*)\.[cm]?[jt]s$/;

/** A file of a task. */
export interface TaskFile {
  /** The task's name. */
  readonly name: string;
  /** Relative to the configuration, as messages name it: `tasks/smoke.ts`. */
  readonly shown: string;
  readonly path: string;
}

/** The files of tasks beside a configuration. None is run. */
export function taskFilesIn(directory: string): TaskFile[] {
  const folder = join(directory, FOLDER);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const [file, name] = TASK_FILE.exec(entry.name) ?? [];
    if (file === undefined || name === undefined || entry.isDirectory()) return [];
    return [{ name, shown: `${FOLDER}/${file}`, path: join(folder, file) }];
  });
}

/** The container, for the tasks of its project. */
export type ProjectTasksHost = Pick<PluginHost, 'tasks' | 'timeouts' | 'catalogue'> & {
  readonly project: Project;
  readonly env: NodeJS.ProcessEnv;
  readonly coreSections: Pick<AllCoreSections, 'pipelines'>;
};

/** The tasks of a project itself: those in its configuration, and files of the folder `tasks` beside it, which are loaded on demand. */
export class ProjectTasks {
  readonly #fck: ProjectTasksHost;
  readonly #loaded = new Set<string>();

  constructor(fck: ProjectTasksHost) {
    this.#fck = fck;
  }

  /**
   * Registers the tasks of the configuration.
   *
   * @throws FckError `NAME_TAKEN`, `NAME_INVALID`, `ENTRY_SHAPE`
   */
  registerConfigured(tasks: Readonly<Record<string, unknown>>): void {
    const { document } = this.#fck.project;
    for (const [name, task] of Object.entries(tasks))
      this.#register(name, task, basename(document.file), document.placeOf([FOLDER, name]));
  }

  /** Names of the tasks that have a file, loaded or not. */
  names(): string[] {
    return taskFilesIn(this.#fck.project.directory).map(({ name }) => name);
  }

  /**
   * Loads the files of these tasks, of those that they depend on, and of those in pipelines. Default: all files.
   *
   * @throws FckError `NAME_TAKEN` if a file has the name of another task, `CONFIG_UNTRUSTED`, `TASK_LOAD_FAILED`, `ENTRY_SHAPE`
   */
  async load(names?: readonly string[]): Promise<void> {
    const files = this.#filesByName();
    const { tasks, project, coreSections } = this.#fck;
    // Pipelines are checked together, and may name tasks that have files.
    const ofPipelines = Object.values(coreSections.pipelines.of(project) ?? {}).flat();
    const wanted = [...(names ?? files.keys()), ...ofPipelines];
    for (const name of wanted) {
      const file = files.get(name);
      if (file && !this.#loaded.has(name)) await this.#loadFile(file);
      wanted.push(...(tasks.find(name)?.dependsOn ?? []).filter((needed) => !wanted.includes(needed)));
    }
  }

  #filesByName(): ReadonlyMap<string, TaskFile> {
    const files = new Map<string, TaskFile>();
    for (const file of taskFilesIn(this.#fck.project.directory)) {
      const { name, shown } = file;
      const other = files.get(name)?.shown ?? this.#ownerOfOther(name);
      if (other !== undefined) throw registryErrors.duplicate('task', name, other, shown);
      files.set(name, file);
    }
    return files;
  }

  /** The owner of a task of this name that is not from a file. */
  #ownerOfOther(name: string): string | undefined {
    const { tasks } = this.#fck;
    return tasks.has(name) && !this.#loaded.has(name) ? tasks.ownerOf(name) : undefined;
  }

  async #loadFile({ name, shown, path }: TaskFile): Promise<void> {
    const { env, timeouts, catalogue } = this.#fck;
    assertTrusted(path, env);
    let exported: unknown;
    try {
      exported = await within(timeouts.load, loadModule(path), () =>
        taskErrors.slowToLoad(shown, timeouts.load),
      );
    } catch (thrown) {
      if (isFckError(thrown)) throw thrown;
      throw taskErrors.failedToLoad(shown, thrownInWords(thrown), {
        cause: thrown,
        hint: await hintForImport(thrown, catalogue),
        where: placeThrown(thrown) ?? (await placeOfSyntaxError(thrown, path)) ?? { file: path },
      });
    }
    this.#register(name, exported, shown, { file: path });
    this.#loaded.add(name);
  }

  #register(name: string, task: unknown, owner: string, where: Place): void {
    try {
      // The registry checks its shape.
      withWork({ plugin: owner, apply: { ended: false } }, () =>
        this.#fck.tasks.register(name, task as Task),
      );
    } catch (thrown) {
      throw isFckError(thrown) ? thrown.stamp({ where }) : thrown;
    }
  }
}
