import type { CommandEntry, FckEvent, Host, Task, Tool } from '@fck/core';
import { FckError } from '@fck/core';
import type { FckContainer } from '@fck/core/host';

/** The answers of a fake project; everything else is empty. */
export interface FakeProjectOptions {
  hosts?: readonly Host[];
  /** The roles, and whether each has `activate:`. */
  roles?: Readonly<Record<string, boolean>>;
  tasks?: Readonly<Record<string, Task>>;
  tools?: Readonly<Record<string, Tool>>;
  commands?: Readonly<Record<string, CommandEntry>>;
  status?: Awaited<ReturnType<FckContainer['status']>>;
  adoption?: Awaited<ReturnType<FckContainer['adoption']>>;
  machines?: Awaited<ReturnType<FckContainer['adoptableMachines']>>;
  exec?: Awaited<ReturnType<FckContainer['exec']>>;
  config?: unknown;
  /** Problems with names in the configuration. */
  invalid?: FckError;
  /** The behaviour of a run: the events it sends, and how it ends. */
  run?: (run: FakeRun) => Promise<void>;
}

/** A requested run. */
export interface FakeRun {
  readonly tasks: readonly string[];
  readonly options: NonNullable<Parameters<FckContainer['run']>[1]>;
  emit(event: FckEvent): void;
}

/** A project without machines. It records its calls. */
export interface FakeProject {
  readonly fck: FckContainer;
  readonly runs: FakeRun[];
  readonly selections: unknown[];
  readonly commands: string[];
  closed: boolean;
}

/** Makes a project that answers as told. */
export function fakeProject(options: FakeProjectOptions = {}): FakeProject {
  const listeners: ((event: FckEvent) => void)[] = [];
  const project: FakeProject = {
    fck: undefined as unknown as FckContainer,
    runs: [],
    selections: [],
    commands: [],
    closed: false,
  };
  // What `up` and `deploy` run is there, and not listed.
  const phase: Task = { about: 'of core', run: async () => {} };
  const phases = { create: phase, provision: phase, build: phase, activate: phase };
  const { has, get } = registryOf({ ...phases, ...options.tasks });
  const tasks = { ...registryOf(options.tasks), has, get };
  const roles = Object.entries(options.roles ?? {}).map(([name, activates]) => ({ name, activates }));
  const section = { of: () => undefined };
  const fake = {
    project: { name: 'shop', stateDirectory: '/work/.fck', roles },
    plugins: [{ name: 'sandbox', version: '1.0.0', from: '@fck/plugin-sandbox' }],
    hooks: {
      event: {
        taps: [],
        tap: (_name: string, listener: (event: FckEvent) => void) => listeners.push(listener),
      },
    },
    sections: { all: () => [] },
    templates: { overrides: () => [] },
    env: {},
    loadTasks: async () => {},
    tasks,
    pipelines: [],
    pipelineSource: { tasks, phases: registryOf({}), project: undefined, section, takenWords: new Map() },
    tools: registryOf(options.tools),
    commands: registryOf(options.commands),
    hosts: async (selection: unknown) => {
      project.selections.push(selection);
      return options.hosts ?? [];
    },
    status: async () => options.status ?? [],
    adoptableMachines: async () => options.machines ?? [],
    adoption: async (selection: unknown) => {
      project.selections.push(selection);
      return options.adoption ?? [];
    },
    exec: async (
      command: { text: string },
      selection: unknown,
      follower: Parameters<FckContainer['exec']>[2],
    ) => {
      project.commands.push(command.text);
      project.selections.push(selection);
      const results = options.exec ?? [];
      follower?.begins?.(results.map(({ host }) => host));
      for (const result of results) {
        for (const stream of ['stdout', 'stderr'] as const)
          if (result[stream] !== '') follower?.output?.(result.host, stream, result[stream]);
        follower?.ended?.(result);
      }
      return results;
    },
    describeConfig: () => options.config,
    validate: async () => {
      if (options.invalid) throw options.invalid;
    },
    run: async (tasks: readonly string[], runOptions: FakeRun['options']) => {
      const run: FakeRun = {
        tasks,
        options: runOptions,
        emit: (event) => listeners.forEach((listener) => void listener(event)),
      };
      project.runs.push(run);
      await options.run?.(run);
    },
    withoutSecrets: (thrown: unknown) => thrown,
    close: async () => {
      project.closed = true;
    },
  };
  return Object.assign(project, { fck: fake as unknown as FckContainer });
}

function registryOf<T>(values: Readonly<Record<string, T>> = {}) {
  return {
    has: (name: string) => name in values,
    get: (name: string) => {
      if (name in values) return values[name];
      throw new FckError({ code: 'NAME_UNKNOWN', message: `There is no "${name}".` });
    },
    names: () => Object.keys(values),
    ownerOf: () => 'sandbox',
    entries: () => Object.entries(values).map(([name, value]) => ({ name, owner: 'sandbox', value })),
  };
}

/** A host reached by SSH. */
export function fakeHost(name: string, more: Partial<Host> = {}): Host {
  return {
    name,
    role: 'web',
    address: '192.0.2.7',
    transport: 'ssh',
    ssh: {},
    labels: {},
    provider: 'config',
    ...more,
  };
}
