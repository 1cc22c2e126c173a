import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Surroundings } from '../../api/activation-part.js';
import type { ActivationContext, BuildSealedContext, HostContext } from '../../api/contexts.js';
import type { OnceCommand } from '../../api/release.js';
import type { Service } from '../../api/service.js';
import { userCommand } from '../../command/command.js';
import { environmentOf } from '../../config/environment.js';
import { messageOf } from '../../errors/fck-error.js';
import { type ReleaseRecord, recordRelease, releasesOn } from './release-record.js';

/** The surroundings of a role's first service; of a role without one, the build and the environment of the configuration. */
export function surroundingsOf(context: BuildSealedContext, service: Service | undefined): Surroundings {
  if (service) return service;
  const { build, buildPath } = context;
  return {
    cwd: posix.join(buildPath, build.workingDirectory ?? ''),
    env: { FCK_BUILD: build.name, ...environmentOf(context) },
    user: undefined,
  };
}

/**
 * Runs `activate: release:` once for all hosts of the role, before a service of the new build starts on any of them. If a command
 * fails, the activation fails on all hosts, and nothing that serves was changed. A build whose commands have succeeded is not
 * released again. A rollback releases nothing: see {@link warnOfReleases}.
 */
export async function runRelease(
  context: ActivationContext,
  commands: readonly OnceCommand[],
  surroundings: Surroundings,
): Promise<void> {
  const { build, run } = context;
  if (run.reason !== 'deploy' || commands.length === 0) return;
  const lines = commands.map(({ command }) => command);
  await context.once(`release ${build.name}`, async (picked) => {
    const before = (await releasesOfRole(picked)).filter((record) => record.build === build.name);
    if (
      before.some(({ commands: done, endedAt }) => endedAt !== undefined && isDeepStrictEqual(done, lines))
    ) {
      picked.note(`The release commands of ${build.name} were run before.`);
      return;
    }
    const open = before.at(-1);
    if (open && open.endedAt === undefined)
      picked.warn(
        `The release commands of ${build.name} were begun by run ${open.run} at ${open.startedAt} and did not come to their end. They are run again.`,
      );
    const record: ReleaseRecord = {
      build: build.name,
      run: run.id,
      commands: lines,
      startedAt: new Date().toISOString(),
    };
    await recordRelease(picked, record);
    await runOnceCommands(picked, commands, surroundings);
    await recordRelease(picked, { ...record, endedAt: new Date().toISOString() });
  });
}

/** Runs `activate: after:` once for all hosts of the role, when the new build serves on all. A failure is a warning. */
export function registerAfter(
  context: ActivationContext,
  commands: readonly OnceCommand[],
  surroundings: Surroundings,
): void {
  if (context.run.reason !== 'deploy' || commands.length === 0) return;
  context.finish('run what comes after', () =>
    context.once(`after ${context.build.name}`, (picked) => runOnceCommands(picked, commands, surroundings)),
  );
}

/**
 * Says which commands have changed what the older build will find, such as a database.
 *
 * @param releases of the host, if it is rolled back
 */
export function warnOfReleases(context: ActivationContext, releases: readonly ReleaseRecord[]): void {
  const warning = warningOfReleases(context.build.name, releases);
  if (warning !== undefined) context.warn(warning);
}

/** The warning of a rollback to a build, if release commands were run since that build was released. */
export function warningOfReleases(build: string, releases: readonly ReleaseRecord[]): string | undefined {
  const own = releases.findLastIndex((release) => release.build === build);
  const since = releases.slice(own + 1);
  if (since.length === 0) return undefined;
  const done = since.map((release) => `${release.commands.join('; ')} (${release.build})`).join(', ');
  return `Release commands were run since ${build}: ${done}. A rollback does not undo what they did.`;
}

async function runOnceCommands(
  { remote, step }: HostContext,
  commands: readonly OnceCommand[],
  { cwd, env, user }: Surroundings,
): Promise<void> {
  const asService = user === undefined ? remote : remote.as(user);
  for (const { command, env: own, timeout } of commands)
    await step(command, () =>
      asService.run(userCommand(command), { title: command, cwd, env: { ...env, ...own }, timeout }),
    );
}

/**
 * The releases on all hosts of the role, also those that were not chosen: an earlier run may have picked any of them. A host that is not
 * chosen may be down.
 */
async function releasesOfRole(context: HostContext): Promise<readonly ReleaseRecord[]> {
  const { run, role, paths, hostsOf, remoteOf, warn } = context;
  const chosen = new Set(run.hosts.get(role.name)?.map(({ name }) => name));
  const found = await Promise.all(
    (await hostsOf(role.name)).map((host) =>
      releasesOn({ role, paths, remote: remoteOf(host) }).catch((thrown: unknown) => {
        if (chosen.has(host.name)) throw thrown;
        warn(`Whether ${host.name} has run release commands is not known: ${messageOf(thrown)}`);
        return [];
      }),
    ),
  );
  return found.flat().toSorted((one, other) => one.startedAt.localeCompare(other.startedAt));
}
