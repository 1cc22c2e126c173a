import { mkdir, readdir, rename } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { allOf, freshFolder, type HostContext, removeOwn, sh } from '@fck/core';
import { explainPipFailure } from './environment/pip-failure.js';
import { buildErrors } from './errors.js';
import { hidePaths } from './hidden-paths.js';
import { withCredentials } from './index-credentials.js';
import { lookAtInterpreter } from './interpreter.js';
import { packageSourcesOf } from './package-sources.js';
import { pipEnvironment } from './pip-environment.js';
import type { Plan } from './plan-schema.js';
import { writePrograms } from './python-programs.js';
import { toolFolderOf } from './tool-environment.js';
import { wheelhouseFolder } from './wheelhouse.js';

/** The files that were added to a wheelhouse. */
export interface Downloaded {
  readonly folder: string;
  readonly files: readonly string[];
}

/**
 * Fills the plan's wheelhouse with what the last build was made with: its packages, build backends, pip and build, and what its tests
 * need. The host that made the build makes the wheels, so that they fit its system and its Python.
 *
 * @returns undefined if this host has made no build
 */
export async function downloadPackages(context: HostContext, plan: Plan): Promise<Downloaded | undefined> {
  const { remote, paths, role } = context;
  hidePaths(context.fck, plan);
  const wheelhouse = plan.packages?.wheelhouse;
  if (wheelhouse === undefined) throw buildErrors.noWheelhouseNamed(role.name);
  const interpreter = await lookAtInterpreter(context, plan.interpreter);
  const tools = toolFolderOf(context, interpreter);
  if (!(await remote.exists(posix.join(tools, 'packages', role.name)))) return undefined;
  const work = posix.join(paths.project, '.work', `.wheels-${role.name}`);
  const output = posix.join(work, 'wheels');
  const folder = wheelhouseFolder(context, wheelhouse);
  try {
    await withCredentials(context, plan.packages, () => makeWheels(context, plan, { tools, work, output }));
    const files = await fetchMissing(context, output, folder);
    return { folder, files };
  } finally {
    await remote.run(removeOwn(work), { title: 'remove temporary folders', bookkeeping: true });
  }
}

async function makeWheels(
  context: HostContext,
  plan: Plan,
  { tools, work, output }: { readonly tools: string; readonly work: string; readonly output: string },
): Promise<void> {
  const { remote, role } = context;
  const { words, env } = packageSourcesOf(context, plan);
  const programs = posix.join(work, 'programs');
  await remote.run(allOf(freshFolder(work), sh`chmod 700 -- ${work}`, writePrograms(programs)), {
    title: 'make a temporary folder',
    bookkeeping: true,
  });
  try {
    await remote.run(
      sh`${posix.join(tools, 'bin/python')} ${posix.join(programs, 'collect_wheels.py')} ${tools} ${role.name} ${output} ${words} 2>&1`,
      { title: 'make wheels of all packages', env: { ...pipEnvironment, ...env } },
    );
  } catch (thrown) {
    throw explainPipFailure([role.name], thrown);
  }
}

/** Fetches the wheels that the folder does not have. It may have others: they stay. */
async function fetchMissing(
  { remote, dryRun }: HostContext,
  output: string,
  folder: string,
): Promise<string[]> {
  if (dryRun) return [];
  const names = (await remote.query(sh`ls -A -- ${output}`))
    .split('\n')
    .filter((name) => name.endsWith('.whl'));
  await mkdir(folder, { recursive: true });
  const present = new Set(await readdir(folder));
  const missing = names.filter((name) => !present.has(name));
  for (const name of missing) {
    const part = join(folder, `.${name}.part`);
    await remote.download(posix.join(output, name), part);
    await rename(part, join(folder, name));
  }
  return missing;
}
