import type { Secret } from '../command/secret.js';
import type { Build } from './build.js';
import type { HostContext, ProvisionContext } from './contexts.js';
import type { ForeignProgram } from './foreign.js';
import type { Remote } from './remote.js';
import type { StandardSchema } from './standard-schema.js';
import type { WrittenFile } from './written-file.js';

/** Where a service listens on its host. */
export type Endpoint =
  | { readonly kind: 'tcp'; readonly address: string; readonly port: number }
  | { readonly kind: 'unix'; readonly path: string };

/** How to see that a service answers. */
export interface HealthCheck {
  /** Path of the request: `/`, `/health`. Answers of 200 to 399 count as healthy. */
  readonly path: string;
  /** `Host` header, where the application insists on one. */
  readonly hostName?: string | undefined;
}

/** What `activate` runs: a program and everything a process manager must know of it. */
export interface Service {
  /** The key of its section: `gunicorn`. */
  readonly kind: string;
  /** Program (absolute path) and arguments. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | Secret>>;
  /** Unix user it runs as. */
  readonly user: string;
  readonly endpoint: Endpoint | undefined;
  /** Ends it gracefully. */
  readonly stopSignal: 'TERM' | 'INT' | 'QUIT';
  /** Seconds it may take to end before it is killed. */
  readonly stopTimeout: number;
}

/** One start of a service: what a process manager runs and a proxy points at. */
export interface Instance {
  /** Unique on its host, safe as a file and program name: `<project>.<role>.<kind>.<build number>.<generation>`. */
  readonly id: string;
  readonly kind: string;
  readonly build: string;
  readonly endpoint: Endpoint | undefined;
  /** Name of the process manager that runs it; undefined where an older version recorded it. */
  readonly manager?: string | undefined;
}

/** Turns a section of `activate:` into a service. `gunicorn` is one. Registered in `fck.services`. */
export interface ServiceKind<S extends StandardSchema = StandardSchema> {
  /** Checks the section. */
  readonly schema: S;
  readonly about: string;
  /** Whether it listens: then core picks where, and the proxy points at it. */
  readonly listens: boolean;
  /**
   * Where it can listen. Core prefers a Unix socket, in a folder that only the service's user and the reverse proxy can enter, if
   * both can use one. The service makes the socket writable for everyone: only who may enter the folder can connect. Default:
   * `['tcp']`.
   */
  readonly endpoints?: readonly Endpoint['kind'][] | undefined;
  /** Describes the service that serves this build at this endpoint. Looks only. */
  describe(
    context: HostContext,
    request: {
      section: S extends StandardSchema<unknown, infer O> ? O : never;
      build: Build;
      buildPath: string;
      endpoint: Endpoint | undefined;
      /** Unix user that the services of the role run as. */
      user: string;
    },
  ): Promise<Service>;
  /** Versions of what a build brings for it, by name: what differs between two builds explains a failure. Looks only. */
  packages?(remote: Remote, buildPath: string): Promise<Readonly<Record<string, string>>>;
  /**
   * Finds the lines in a service's log that say why it failed: its last exception, say. They are shown first, in place of the end of
   * the log. Undefined if no line says so.
   */
  causeIn?(log: string): string | undefined;
}

/** How an instance is ended. */
export interface StopOptions {
  /** It never served, so nothing is waited for: it is killed with all its processes. Default: gracefully. */
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
   * Whether a host can have it, or has it already. Asked where a role names no process manager and several are loaded: the first that
   * a host can have, in the order of `plugins:`, is chosen and recorded. If one of them cannot tell, the role has to name one. Looks
   * only.
   */
  availability?(context: HostContext): Promise<Availability>;
  /** Declares the steps and tools that it needs on a host whose services it runs. They are left out where another one is chosen. */
  provision?(context: ProvisionContext): void | Promise<void>;
  /**
   * Starts an instance; it is started again after a crash or a reboot. Returns once the process was started,
   * or answers well.
   *
   * @param health how to see that it answers, for a process manager that can tell by that
   */
  start(context: HostContext, instance: Instance, service: Service, health?: HealthCheck): Promise<void>;
  /**
   * The files by which it runs an instance, as {@link ProcessManager.start} writes them: `fck status` reports one that was changed
   * since, and an activation that would write the same has nothing to do. Looks only.
   */
  files?(context: HostContext, instance: Instance, service: Service): Promise<readonly WrittenFile[]>;
  /** Ends an instance and forgets it. Unknown ids are no error: it may be half gone already. */
  stop(context: HostContext, id: string, options?: StopOptions): Promise<void>;
  /** Ids of all its instances that begin with a prefix, running or not. */
  list(remote: Remote, prefix: string): Promise<string[]>;
  /** Ids of those instances that run now. */
  running(remote: Remote, ids: readonly string[]): Promise<string[]>;
  /**
   * Process id of an instance's main process, as the host sees it; undefined if it does not run. It proves that the port that
   * answers is the instance's own. Looks only.
   */
  mainProcess(remote: Remote, id: string): Promise<number | undefined>;
  /**
   * Whether an instance is up for good, for a process manager whose `start` may return before it can tell. An activation waits
   * for it before old instances are ended. Looks only.
   *
   * @throws FckError if it has ended since it was started
   */
  settled?(remote: Remote, id: string): Promise<boolean>;
  /** The last lines an instance printed. */
  logs(remote: Remote, id: string, lines: number): Promise<string>;
  /**
   * The end of its own log, for what explains a service that does not start. Looks only.
   *
   * @param about texts of which a line holds one if it is about the project's site or services: others' lines are left out
   */
  ownLog?(remote: Remote, lines: number, about: readonly string[]): Promise<string>;
  /** Programs that fck did not define, running or not, for `fck adopt`. Looks only. */
  foreignPrograms?(remote: Remote): Promise<readonly ForeignProgram[]>;
  /**
   * Ends a program that {@link ProcessManager.foreignPrograms} found, and forgets it. An unknown one is no error: it may be half gone
   * already.
   *
   * @param backups folder on the host, which may not be there yet, in which its configuration file is kept
   */
  retire?(context: HostContext, program: string, backups: string): Promise<void>;
}
