import type { Build } from '../../api/build.js';
import type { ActivationContext } from '../../api/contexts.js';
import type { Service } from '../../api/service.js';
import type { WrittenFile } from '../../api/written-file.js';
import { BUILD_FILE } from '../../build/build-files.js';
import { parseBuild } from '../../build/builds-on-host.js';
import { Secret } from '../../command/secret.js';
import { isFckError, messageOf } from '../../errors/fck-error.js';
import type { HostActivationPlan } from '../plan.js';
import { instancePrefix } from '../services/instance-names.js';
import { isExplainedByLog, recordOutput } from '../services/service-log.js';
import { ServedFile } from '../serving/served-file.js';
import { activatedWith, type StartedService, settingOf } from '../serving/setting.js';
import { difference, type Known } from './difference.js';

/** Lines of the log of a process manager or a proxy to show. */
const LOG_LINES = 10;

/** Explains why a new build does not serve on a host: logs, and the differences from the last build that did. */
export class FailureReport {
  readonly #context: ActivationContext;
  readonly #plan: HostActivationPlan;
  readonly #started: readonly StartedService[];
  readonly #served: ServedFile;

  constructor(context: ActivationContext, plan: HostActivationPlan, started: readonly StartedService[]) {
    this.#context = context;
    this.#plan = plan;
    this.#started = started;
    this.#served = new ServedFile(context);
    for (const value of this.#services.flatMap(({ env }) => Object.values(env)))
      if (value instanceof Secret) context.fck.addSecret(value);
  }

  /** Does a part of the activation. If it fails, its error gets the report. */
  async explaining<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      if (!isFckError(thrown) || this.#context.signal.aborted || thrown.code === 'PLAN_UNKNOWN') throw thrown;
      const found = await this.#find(isExplainedByLog(thrown));
      throw thrown.withDetail((detail) =>
        this.#context.fck.redact([...(detail === undefined ? [] : [detail]), ...found].join('\n\n')),
      );
    }
  }

  /**
   * Records the setting of the build, now that it served well.
   *
   * @param files of the process manager and the reverse proxy
   */
  async remember(files: readonly WrittenFile[]): Promise<void> {
    const setting = settingOf(this.#context, this.#services);
    const activated = activatedWith(this.#context, this.#started, files, setting.salt);
    await this.#served.write({ ...setting, activated });
  }

  get #services(): readonly Service[] {
    return this.#started.map(({ service }) => service);
  }

  /**
   * A part that cannot be found is named: it must not hide the original error.
   *
   * @param isExplained whether the service's own log has the cause: the logs around it then go into the journal only
   */
  async #find(isExplained: boolean): Promise<string[]> {
    const { remote } = this.#context;
    const { manager, proxy } = this.#plan;
    const [difference, ...logs] = await Promise.all([
      orWhyNot('What is different from the last build that served well', () => this.#difference()),
      logSection(manager?.name, () => manager?.value.ownLog?.(remote, LOG_LINES, this.#about)),
      logSection(proxy?.name, () => proxy?.value.log?.(remote, LOG_LINES, this.#about)),
    ]);
    if (isExplained) for (const log of logs) if (log !== undefined) recordOutput(this.#context, log);
    return [...(isExplained ? [] : logs), difference].filter((section) => section !== undefined);
  }

  /** The lines of logs that are about this role. */
  get #about(): string[] {
    const ports = this.#started.flatMap(({ instance: { endpoint } }) =>
      endpoint?.kind === 'tcp' ? [`${endpoint.address}:${endpoint.port}`] : [],
    );
    return [instancePrefix(this.#context), `${this.#context.paths.project}/`, ...ports];
  }

  async #difference(): Promise<string | undefined> {
    const { remote, paths, build } = this.#context;
    const last = await this.#served.read();
    if (!last) return undefined;
    const lastPath = paths.build(last.build);
    const lastBuild = parseBuild((await remote.read(`${lastPath}/${BUILD_FILE}`)) ?? '');
    const [before, after] = await Promise.all([
      this.#packagesOf(lastPath),
      this.#packagesOf(this.#context.buildPath),
    ]);
    const lines = difference(
      known(lastBuild, before, last),
      known(build, after, settingOf(this.#context, this.#services, last.salt)),
    );
    const than = `${last.build}, the last build that served well here`;
    return lines.length === 0
      ? `Nothing is different from ${than}: look for the cause outside (database, network, disk).`
      : [`Different from ${than}:`, ...lines].join('\n');
  }

  async #packagesOf(buildPath: string): Promise<Record<string, string> | undefined> {
    const { remote } = this.#context;
    const all = await Promise.all(
      this.#plan.services.map(({ value }) => value.packages?.(remote, buildPath)),
    );
    const known = all.filter((packages) => packages !== undefined);
    return known.length === 0 ? undefined : Object.assign({}, ...known);
  }
}

function known(build: Build | undefined, packages: Known['packages'], setting: Known['setting']): Known {
  return { sources: build?.sources ?? [], packages, setting };
}

function logSection(
  of: string | undefined,
  read: () => Promise<string> | undefined,
): Promise<string | undefined> {
  return orWhyNot(`The end of the log of ${of}`, async () => {
    const text = await read();
    return text === undefined || text.trim() === ''
      ? undefined
      : `The end of the log of ${of}:\n${text.trimEnd()}`;
  });
}

async function orWhyNot(what: string, find: () => Promise<string | undefined>): Promise<string | undefined> {
  return find().catch((thrown: unknown) => `${what} could not be found out: ${messageOf(thrown)}`);
}
