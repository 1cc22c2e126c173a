import type { AdoptableMachine } from './api/adoptable-machine.js';
import type { AdoptionRow } from './api/adoption.js';
import type { BuildDetails } from './api/build-details.js';
import type { BuildDiff } from './api/build-diff.js';
import type { BuildsOfHost } from './api/builds.js';
import type { Fck } from './api/container.js';
import type { VariableRow } from './api/environment.js';
import type { FckEvent, FckEventDraft } from './api/events.js';
import type { ExecFollower, ExecResult } from './api/exec.js';
import type { ExposedApi } from './api/exposed-apis.js';
import type { Hooks } from './api/hooks.js';
import type { Host } from './api/host.js';
import type { LoadedPlugin } from './api/plugin.js';
import type { Project } from './api/project.js';
import type { Role } from './api/role.js';
import type { RunTasksOptions } from './api/run-options.js';
import type { Section, SectionDefinition } from './api/section.js';
import type { Selection } from './api/selection.js';
import type { OutputOf, StandardSchema } from './api/standard-schema.js';
import type { StatusRow } from './api/status.js';
import type { RunSummary } from './api/summary.js';
import type { Transport } from './api/transport.js';
import type { VerifyRow } from './api/verify.js';
import { currentWork, withWork } from './attribution/attribution.js';
import { registeringPlugin } from './attribution/registering-plugin.js';
import { DEFAULT_TIMEOUTS, type Timeouts, type Watch } from './attribution/watched.js';
import { type Command, isCommand } from './command/command.js';
import type { Secret } from './command/secret.js';
import type { AllCoreSections } from './config/core-sections.js';
import { describeProject } from './config/describe.js';
import { readOnly } from './config/read-only.js';
import { applyCore } from './core-plugin.js';
import { callErrors } from './errors/call.js';
import { inWords } from './errors/found-in-words.js';
import { redactError } from './errors/redact-error.js';
import { registryErrors } from './errors/registry.js';
import { runErrors } from './errors/run.js';
import { stateErrors } from './errors/state.js';
import { checkKeys, checkSelection, here } from './hosts/check-selection.js';
import { Connections } from './hosts/connections.js';
import { Inventory } from './hosts/inventory.js';
import { selectHosts } from './hosts/select.js';
import { Waiting } from './hosts/waiting.js';
import type { WantedRun } from './journal/resumable.js';
import { RunRecorder } from './journal/run-recorder.js';
import { type KnownPlugin, PluginCatalogue } from './plugin/loading/catalogue.js';
import type { PluginHost } from './plugin/loading/plugin-host.js';
import { createHooks } from './plugin/taps/create-hooks.js';
import { PhaseHooks } from './plugin/taps/phase-hooks.js';
import { Registries } from './registry/registries.js';
import { adoptionOn } from './run/adoption.js';
import { detailsOfBuild, sbomOfBuild } from './run/build-details.js';
import { buildsOfHosts } from './run/builds.js';
import { checkRun } from './run/check-run.js';
import { diffOfBuilds, type WantedDiff } from './run/diff.js';
import { execOn } from './run/exec.js';
import { senderOf } from './run/own-event.js';
import { adoptableMachines } from './run/phases/adopt-hosts.js';
import { PhaseRegistry } from './run/phases/phase-registry.js';
import { type Pipeline, type PipelineSource, pipelinesOf } from './run/pipelines.js';
import { ProjectTasks } from './run/project-tasks.js';
import { redactEvent } from './run/redact-event.js';
import { type ResumeOptions, resumeRun } from './run/resume-run.js';
import { RoleHandle } from './run/role-handle.js';
import type { RunContainer } from './run/run-container.js';
import { runTasks, validate } from './run/run-tasks.js';
import { Session } from './run/session.js';
import { statusOf } from './run/status.js';
import { checkOrderNames } from './run/task-order.js';
import { variablesOf } from './run/variables.js';
import { verifyHosts } from './run/verify.js';

/**
 * The container: hooks for the moments of a run, registries for the things that config names. A plugin gets it once,
 * before any connection, to register and tap.
 */
export class FckContainer extends Registries implements Fck, RunContainer, PluginHost {
  readonly hooks: Hooks;
  readonly phases: PhaseRegistry;
  readonly coreSections: AllCoreSections;
  readonly plugins: LoadedPlugin[];
  /** Open connections to machines. */
  readonly connections = new Connections((host) => this.#connect(host));
  /** Writes the journals of runs. */
  readonly recorder = new RunRecorder((text) => this.emit({ type: 'note', level: 'warn', text }));
  /** How long plugins may take. */
  timeouts: Timeouts = DEFAULT_TIMEOUTS;
  protected override readonly watch: Watch = {
    timeouts: () => this.timeouts,
    note: ({ host, ...note }) =>
      this.emit({ type: 'note', ...note, ...(host === undefined ? {} : { host }) }),
  };
  /** Known plugins, loaded or not. */
  declare readonly catalogue: PluginCatalogue;
  readonly #phaseHooks: PhaseHooks;
  /** Overrides the config's `parallel`. */
  parallelLimit: number | undefined;
  /** The environment of `!env`, and of arguments with a variable. */
  env: NodeJS.ProcessEnv = process.env;
  readonly #projectTasks = new ProjectTasks(this);
  readonly #inventory = new Inventory(this, Session.forLooks(this).run);
  /** Running runs. Only they get events about waiting for a connection. */
  #runs = 0;
  readonly #waiting = new Waiting((event) => {
    if (this.#runs > 0) this.emit(event);
  });
  #project: Project | undefined;

  /**
   * @param known plugins that answer names which none of the loaded ones has registered
   * @param folder where plugins are installed: messages name the command of its package manager. Default: the current one
   * @param waiting of the known plugins, those that are loaded if the configuration has a key that they bring
   */
  constructor(known: readonly KnownPlugin[] = [], folder?: string, waiting?: readonly string[]) {
    const plugins: LoadedPlugin[] = [];
    const catalogue = new PluginCatalogue(
      known,
      (name) => plugins.some((plugin) => plugin.name === name),
      folder,
      waiting,
    );
    super(registeringPlugin, catalogue);
    this.plugins = plugins;
    this.#phaseHooks = new PhaseHooks(createHooks(), { owner: registeringPlugin, ...this.watch });
    this.hooks = this.#phaseHooks.hooks;
    this.phases = new PhaseRegistry(
      registeringPlugin,
      { tasks: this.tasks, hooks: this.#phaseHooks },
      this.watch,
    );
    this.tasks.onDemand = () => (this.#project ? this.#projectTasks.names() : []);
    this.coreSections = withWork(undefined, () => applyCore(this));
  }

  section<S extends StandardSchema>(definition: SectionDefinition<S>): Section<OutputOf<S>> {
    return this.sections.register(definition);
  }

  expose<Name extends string>(name: Name, api: ExposedApi<Name>): void;
  expose(name: string, api: object): void {
    if (typeof api !== 'object' || api === null)
      throw callErrors
        .argument('fck.expose()', `takes an object of functions, not ${inWords(api)}`, undefined, here())
        .stamp({ plugin: registeringPlugin() });
    this.apis.register(name, api);
  }

  use<Name extends string>(name: Name): ExposedApi<Name>;
  use(name: string): object {
    return this.pluginApis.use(name);
  }

  useIfExposed<Name extends string>(name: Name): ExposedApi<Name> | undefined;
  useIfExposed(name: string): object | undefined {
    return this.pluginApis.useIfExposed(name);
  }

  /** Checks, once all plugins are applied, that every API that one uses is exposed. */
  checkApis(): void {
    this.pluginApis.checkNeeds();
  }

  /**
   * Checks, once all plugins are applied, that the hooks which they tap exist, and that no `before` or `after` of a task is mistyped.
   *
   * @throws FckError `HOOK_UNKNOWN`, `NAME_UNKNOWN`
   */
  checkPhases(): void {
    this.#phaseHooks.check();
    checkOrderNames(this.tasks);
  }

  /** What the pipelines are made of. */
  get pipelineSource(): PipelineSource {
    const { tasks, phases, coreSections } = this;
    return {
      tasks,
      phases,
      section: coreSections.pipelines,
      project: this.#project,
      takenWords: new Map([
        ...this.commands
          .entries()
          .map(
            ({ name, owner, value }) =>
              [('word' in value && value.word) || name, `a command of the plugin ${owner}`] as const,
          ),
        ...this.commands.reserved.map((word) => [word, 'a command of fck'] as const),
      ]),
    };
  }

  /**
   * The pipelines: `up`, `deploy` and those of the configuration.
   *
   * @throws FckError `CONFIG_INVALID`, `TASK_CYCLE`
   */
  get pipelines(): readonly Pipeline[] {
    return pipelinesOf(this.pipelineSource);
  }

  /** Runs a function on behalf of a plugin, which then owns its registrations. */
  async applyAs(plugin: LoadedPlugin, apply: () => void | Promise<void>): Promise<void> {
    const application = { ended: false };
    try {
      await withWork({ plugin: plugin.name, apply: application, clock: currentWork()?.clock }, apply);
      this.plugins.push(plugin);
    } finally {
      application.ended = true;
    }
  }

  get project(): Project {
    if (!this.#project) throw stateErrors.notLoaded();
    return this.#project;
  }

  set project(project: Project) {
    this.#project = readOnly(project, 'project');
  }

  get parallel(): number {
    return this.parallelLimit ?? this.project.parallel;
  }

  roleNamed(name: string): Role {
    const role = this.project.roles.find((candidate) => candidate.name === name);
    if (!role)
      throw registryErrors.unknown(
        'role',
        name,
        this.project.roles.map((candidate) => candidate.name),
      );
    return role;
  }

  /** A role with its verbs, for programs: `const web = fck.role('web'); const [host] = await web.hosts(); await web.activate(host);` */
  role(name: string): RoleHandle {
    if (typeof name !== 'string')
      throw callErrors.argument(
        'fck.role()',
        `takes the name of a role, not ${inWords(name)}`,
        undefined,
        here(),
      );
    return new RoleHandle(this, this.roleNamed(name));
  }

  async hostsOf(role: Role): Promise<readonly Host[]> {
    if (typeof role !== 'object' || typeof role?.name !== 'string')
      throw callErrors.argument(
        'fck.hostsOf()',
        `takes a role, not ${inWords(role)}`,
        "`fck.roleNamed('web')` gives a role by its name.",
        here(),
      );
    return this.#inventory.hostsOf(role);
  }

  hosts(selection?: Selection): Promise<readonly Host[]>;
  async hosts(...given: [Selection?]): Promise<readonly Host[]> {
    const selection = selectionIn('fck.hosts()', given);
    const all = await Promise.all(this.project.roles.map((role) => this.hostsOf(role)));
    for (const role of selection.roles ?? []) this.roleNamed(role);
    return selectHosts(all.flat(), selection);
  }

  onlyHost(): Promise<Host | undefined> {
    return this.#inventory.only();
  }

  forgetHosts(): void {
    this.#inventory.forget();
  }

  run(tasks: readonly string[], options?: RunTasksOptions): Promise<RunSummary>;
  async run(tasks: readonly string[], ...given: [RunTasksOptions?]): Promise<RunSummary> {
    const options = given.length === 0 ? {} : given[0];
    checkRun(tasks, options);
    return this.#hiding(runTasks(this, tasks, options ?? {}));
  }

  /**
   * Resumes a run that failed, was interrupted or killed. Default: the last one.
   *
   * @throws FckError the reason why it cannot be resumed (`RESUME_NOTHING` …), or the failure that ended the run
   */
  async resume(wanted: WantedRun = {}, options: ResumeOptions = {}): Promise<RunSummary> {
    checkKeys('fck.resume()', wanted, ['run', 'tasks']);
    checkKeys('fck.resume()', options, ['signal', 'dryRun', 'lockWait', 'confirm']);
    return this.#hiding(resumeRun(this, wanted, options));
  }

  emit(event: FckEventDraft): void {
    const sender = senderOf({ ...event });
    const sent = redactEvent(
      { v: 1, at: Date.now(), ...event, ...sender } as FckEvent,
      this.connections.redactor,
    );
    if (sent.type === 'run:start') this.#runs += 1;
    if (sent.type === 'run:end') this.#runs -= 1;
    this.recorder.receive(sent);
    this.hooks.event.call(sent);
  }

  status(selection?: Selection): Promise<StatusRow[]>;
  async status(...given: [Selection?]): Promise<StatusRow[]> {
    return statusOf(this, selectionIn('fck.status()', given));
  }

  /**
   * What fabcloudkit made on each host, and what `fck adopt` would replace. The entry of a host that cannot be reached
   * says why.
   */
  adoption(selection?: Selection): Promise<AdoptionRow[]>;
  async adoption(...given: [Selection?]): Promise<AdoptionRow[]> {
    return adoptionOn(this, selectionIn('fck.adoption()', given));
  }

  /** Machines that fabcloudkit made for these roles (default: all) and that are no hosts yet, as providers find them. */
  adoptableMachines(selection: Pick<Selection, 'roles'> = {}): Promise<AdoptableMachine[]> {
    const roles = selection.roles?.map((name) => this.roleNamed(name)) ?? this.project.roles;
    return adoptableMachines(Session.forLooks(this), roles);
  }

  verify(selection?: Selection): Promise<VerifyRow[]>;
  async verify(...given: [Selection?]): Promise<VerifyRow[]> {
    return verifyHosts(this, selectionIn('fck.verify()', given));
  }

  variables(selection?: Selection): Promise<VariableRow[]>;
  async variables(...given: [Selection?]): Promise<VariableRow[]> {
    return variablesOf(this, selectionIn('fck.variables()', given));
  }

  diff(builds: WantedDiff, selection?: Selection): Promise<BuildDiff>;
  async diff(builds: WantedDiff, ...given: [Selection?]): Promise<BuildDiff> {
    return diffOfBuilds(this, builds, selectionIn('fck.diff()', given));
  }

  build(wanted: string, selection?: Selection): Promise<BuildDetails>;
  async build(wanted: string, ...given: [Selection?]): Promise<BuildDetails> {
    return detailsOfBuild(this, wanted, selectionIn('fck.build()', given));
  }

  sbom(wanted: string, selection?: Selection): Promise<string>;
  async sbom(wanted: string, ...given: [Selection?]): Promise<string> {
    return sbomOfBuild(this, wanted, selectionIn('fck.sbom()', given));
  }

  builds(selection?: Selection): Promise<BuildsOfHost[]>;
  async builds(...given: [Selection?]): Promise<BuildsOfHost[]> {
    return buildsOfHosts(this, selectionIn('fck.builds()', given));
  }

  exec(command: Command, selection?: Selection, follower?: ExecFollower, as?: string): Promise<ExecResult[]>;
  async exec(command: Command, ...given: [Selection?, ExecFollower?, string?]): Promise<ExecResult[]> {
    if (!isCommand(command))
      throw callErrors.argument(
        'fck.exec()',
        `takes a command, not ${inWords(command)}`,
        'Write it with sh: fck.exec(sh`uptime`).',
        here(),
      );
    return execOn(this, command, selectionIn('fck.exec()', given), given[1], given[2]);
  }

  addSecret(secret: Secret): void {
    this.connections.redactor.add(secret);
  }

  redact(text: string): string {
    return this.connections.redactor.redact(text);
  }

  /** The configuration as fck understands it: plain data, without the values of secrets. */
  describeConfig(): unknown {
    return describeProject(this.project, this.plugins);
  }

  /**
   * Makes the checks that need the loaded plugins: names of tools, roles and repositories. Each run does that first.
   *
   * @throws FckError `CONFIG_INVALID` with all problems
   */
  validate(): Promise<void> {
    return this.#hiding(validate(this));
  }

  /**
   * Loads tasks of the project that are files (`tasks/smoke.ts`): these, and those that they depend on. Default: all. A run loads its
   * own.
   *
   * @throws FckError `TASK_LOAD_FAILED`, `CONFIG_UNTRUSTED`, `NAME_TAKEN`, `ENTRY_SHAPE`
   */
  loadTasks(names?: readonly string[]): Promise<void> {
    return this.#projectTasks.load(names);
  }

  /** Registers the tasks of the configuration. */
  registerConfiguredTasks(): void {
    this.#projectTasks.registerConfigured(this.coreSections.tasks.of(this.project) ?? {});
  }

  /** Removes every known secret from a thrown value, so that it may be shown: a plugin may throw its arguments. */
  withoutSecrets(thrown: unknown): unknown {
    return redactError(thrown, this.connections.redactor);
  }

  /** Ends all connections. */
  close(): Promise<void> {
    return this.connections.close();
  }

  async #hiding<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (thrown) {
      throw this.withoutSecrets(thrown);
    }
  }

  #connect(host: Host): Promise<Transport> {
    return this.#waiting.until(host.name, 'the connection', this.#connected(host));
  }

  async #connected(host: Host): Promise<Transport> {
    const transport = await this.hooks.connect.promise(host, {
      project: this.project,
      signal: new AbortController().signal,
      // Every command must show that a host key was pinned.
      note: (text) => this.emit({ type: 'note', level: 'warn', host: host.name, text }),
    });
    if (!transport)
      throw runErrors.noTransport(
        host.name,
        host.transport,
        this.catalogue.installCommand('@fck/plugin-ssh'),
      );
    return transport;
  }
}

/** The selection among the arguments of a call. An explicit `undefined` differs from no argument. */
function selectionIn(call: string, given: readonly [Selection?, ...unknown[]]): Selection {
  if (given.length === 0) return {};
  const [selection] = given;
  checkSelection(call, selection);
  return selection ?? {};
}
