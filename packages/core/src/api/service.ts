import type { Build } from './build.js';
import type { HostContext, ProvisionContext } from './contexts.js';
import type { Environment } from './environment.js';
import type { ForeignProgram } from './foreign.js';
import type { Remote } from './remote.js';
import type { LogReader, WantedLog } from './service-log.js';
import type { StandardSchema } from './standard-schema.js';
import type { WrittenFile } from './written-file.js';

/** Where a service listens on its host. */
export type Endpoint =
  | { readonly kind: 'tcp'; readonly address: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

/** How to check that a service answers. */
export interface HealthCheck {
  /** Path of the request: `/`, `/health`. Answers of 200 to 399 count as healthy. */
  readonly path: string;
  /** `Host` header, if the application requires one. */
  readonly hostName?: string | undefined;
}

/** What `activate` runs: a program and everything that a process manager needs. */
export interface Service {
  /** The key of its section: `gunicorn`. */
  readonly kind: string;
  /** Program (absolute path) and arguments. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Environment;
  /** Unix user it runs as. */
  readonly user: string;
  readonly endpoint: Endpoint | undefined;
  /** The signal that ends it gracefully. */
  readonly stopSignal: 'TERM' | 'INT' | 'QUIT';
  /** Seconds that it may take to end before it is killed. */
  readonly stopTimeout: number;
}

/** One start of a service: a process manager runs it, and the reverse proxy passes requests to it. */
export interface Instance {
  /** Unique on its host, safe as a file and program name: `<project>.<role>.<kind>.<build number>.<generation>`. */
  readonly id: string;
  readonly kind: string;
  readonly build: string;
  readonly endpoint: Endpoint | undefined;
  /** Name of the process manager that runs it; undefined if an older version recorded the instance. */
  readonly manager?: string | undefined;
  /** False: it never runs beside the instance that replaces it, such as a worker. */
  readonly overlap?: false | undefined;
}

/** What a service is described for. */
export interface ServiceRequest<Section = unknown> {
  /** The section of the role. */
  readonly section: Section;
  readonly build: Build;
  readonly buildPath: string;
  /** Where it listens; undefined if its kind does not. */
  readonly endpoint: Endpoint | undefined;
  /**
   * The variables that the configuration sets. Core adds those that {@link Service.env} does not have; a kind puts them over its own
   * variables if the configuration may replace these.
   */
  readonly environment: Environment;
  /** Unix user that the services of the role run as. */
  readonly user: string;
}

/** Turns a section of `activate:` into a service. `gunicorn` is one. Registered in `fck.services`. */
export interface ServiceKind<S extends StandardSchema = StandardSchema> {
  /** Checks the section. */
  readonly schema: S;
  readonly about: string;
  /** Whether it listens: then core chooses the endpoint, and the reverse proxy passes requests to it. */
  readonly listens: boolean;
  /**
   * How it can listen. Core prefers a Unix socket, in a folder that only the service's user and the reverse proxy can enter, if
   * both can use one. The service makes the socket writable for everyone: the folder restricts who can connect. Default:
   * `['tcp']`.
   */
  readonly endpoints?: readonly Endpoint['kind'][] | undefined;
  /** The variables that the section sets, usually its `env:`. They come over those of the project and the role. */
  environment?(section: S extends StandardSchema<unknown, infer O> ? O : never): Environment;
  /** Describes the service that serves a build at an endpoint. Looks only. */
  describe(
    context: HostContext,
    request: ServiceRequest<S extends StandardSchema<unknown, infer O> ? O : never>,
  ): Promise<Service>;
  /** Versions of the packages in a build, by name: a difference between two builds may explain a failure. Looks only. */
  packages?(remote: Remote, buildPath: string): Promise<Readonly<Record<string, string>>>;
  /**
   * Finds the lines in a service's log that say why it failed, such as its last exception. They are shown instead of the end of the
   * log. Undefined if there are none.
   */
  causeIn?(log: string): string | undefined;
}

/** How an instance is ended. */
export interface StopOptions {
  /** Kill it with all its processes, without waiting, because it never served. Default: end it gracefully. */
  readonly atOnce?: boolean | undefined;
}

/** Whether a host can have a process manager. */
export interface Availability {
  readonly available: boolean;
  /** Why, or why not, as a part of a sentence: `supervisord is installed`. */
  readonly why: string;
}

/** Runs services and keeps them running. `supervisor` is one. Registered in `fck.processManagers`. */
export interface ProcessManager {
  readonly about: string;
  /**
   * Whether a host has it or can have it. Called if a role names no process manager and several are loaded: core chooses and records
   * the first one that is available, in the order of `plugins:`. If one of them has no such function, the role has to name one. Looks
   * only.
   */
  availability?(context: HostContext): Promise<Availability>;
  /** Declares the steps and tools that it needs on a host whose services it runs. They are skipped if another one is chosen. */
  provision?(context: ProvisionContext): void | Promise<void>;
  /**
   * Starts an instance, and starts it again after a crash or a reboot. Returns once the process was started,
   * or once it is healthy.
   *
   * @param health how to check that it answers, for a process manager that waits for that
   */
  start(context: HostContext, instance: Instance, service: Service, health?: HealthCheck): Promise<void>;
  /**
   * The files that {@link ProcessManager.start} writes for an instance: `fck status` reports one that was changed since, and an
   * activation that would write the same has nothing to do. Looks only.
   */
  files?(context: HostContext, instance: Instance, service: Service): Promise<readonly WrittenFile[]>;
  /** Ends and removes an instance. An unknown id is not an error: the instance may be partly removed. */
  stop(context: HostContext, id: string, options?: StopOptions): Promise<void>;
  /**
   * Ends an instance gracefully and keeps its definition, so that {@link ProcessManager.resume} can start it again. Until then nothing
   * starts it, a reboot neither. An instance that does not run, or is unknown, is not an error. Needed for services that must not run
   * beside the one that replaces them: workers.
   */
  pause?(context: HostContext, id: string): Promise<void>;
  /**
   * Starts a paused instance again, as it was defined, and again after a crash or a reboot. One that runs, or is unknown, is not an
   * error.
   */
  resume?(context: HostContext, id: string): Promise<void>;
  /** Ids of all its instances that begin with a prefix, running or not. */
  list(remote: Remote, prefix: string): Promise<string[]>;
  /** Ids of those instances that run now. */
  running(remote: Remote, ids: readonly string[]): Promise<string[]>;
  /**
   * Process id of an instance's main process, as the host sees it; undefined if it does not run. Core uses it to verify that the
   * instance itself listens on its port. Looks only.
   */
  mainProcess(remote: Remote, id: string): Promise<number | undefined>;
  /**
   * Whether an instance is stable, for a process manager whose `start` may return before that is known. An activation waits
   * for it before it ends old instances. Looks only.
   *
   * @throws FckError if the instance has ended since it was started
   */
  stable?(remote: Remote, id: string): Promise<boolean>;
  /** The last lines an instance printed. */
  logs(remote: Remote, id: string, lines: number): Promise<string>;
  /**
   * How to read the log of an instance while it grows: for `fck logs`. Without it, `fck logs` shows the last lines of
   * {@link ProcessManager.logs}, and cannot follow them. Asks the host nothing.
   */
  logReader?(id: string, wanted: WantedLog): LogReader;
  /**
   * The end of its own log, to explain a service that does not start. Looks only.
   *
   * @param about keep only lines that contain one of these texts, which identify the project's site and services
   */
  ownLog?(remote: Remote, lines: number, about: readonly string[]): Promise<string>;
  /** Programs that fck did not define, running or not, for `fck adopt`. Looks only. */
  foreignPrograms?(remote: Remote): Promise<readonly ForeignProgram[]>;
  /**
   * Ends and removes a program that {@link ProcessManager.foreignPrograms} found. An unknown one is not an error: it may be partly
   * removed.
   *
   * @param backups folder on the host for its configuration file; it may not exist yet
   */
  retire?(context: HostContext, program: string, backups: string): Promise<void>;
}
