import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { type TestProject, testFck } from '@fck/testing';
import { onTestFinished } from 'vitest';
import { z } from 'zod';
import type { Fck } from '../api/container.js';
import type { PluginEntry } from '../api/plugin.js';
import { type Command, sh } from '../command/command.js';
import { FckError } from '../errors/fck-error.js';
import { definePlugin } from '../plugin/loading/define-plugin.js';
import { freshFolder } from './own-folder.js';

/** A project whose roles can be built, until the test is over. */
export interface BuildProject extends TestProject {
  /** The steps of builders and the distributor, in order. */
  readonly done: string[];
  /** The hosts that were prepared for copies. */
  readonly prepared: string[];
  /** The hosts that were told to remove what no copy has used. */
  readonly discarded: string[];
  /** The names of all folders of builds on a host. */
  buildsOn(host: string): string[];
}

/**
 * Sets up a project with the builders `write: {files, commit, recipe, fails}` and `copy_from: {role}`, and with a distributor that
 * copies from folder to folder.
 */
export async function buildProject(
  config: object,
  plugins: readonly PluginEntry[] = [],
): Promise<BuildProject> {
  const done: string[] = [];
  const prepared: string[] = [];
  const discarded: string[] = [];
  let project: TestProject | undefined;
  const folderOf = (host: string, build: string) => project?.pathOn(host, 'builds', build) ?? '';
  const plugin = definePlugin({
    name: 'builders',
    apply(fck) {
      registerBuilders(fck, done);
      fck.distributors.register('copy', {
        about: 'copies from folder to folder',
        prepare: async ({ host }) => void prepared.push(host.name),
        discard: async ({ host }) => void discarded.push(host.name),
        copy: ({ host, dryRun }, build, _, sources) =>
          sources.lend(
            () => true,
            async (from) => {
              if (dryRun) return;
              done.push(`copy ${build.name} from ${from.name} to ${host.name}`);
              mkdirSync(folderOf(host.name, ''), { recursive: true });
              cpSync(folderOf(from.name, build.name), folderOf(host.name, build.name), { recursive: true });
            },
          ),
      });
    },
  });
  const made = await testFck({ name: 'shop', ...config }, [plugin, ...plugins]);
  project = made;
  onTestFinished(() => made.remove());
  const foldersOn = (host: string) => readdirSync(made.pathOn(host, 'builds')).sort();
  return { ...made, done, prepared, discarded, buildsOn: foldersOn };
}

function registerBuilders(fck: Fck, done: string[]): void {
  const write = z.strictObject({
    files: z.record(z.string(), z.string()).default({ 'app.py': 'print()\n' }),
    commit: z.string().default('abc1234'),
    recipe: z.record(z.string(), z.string()).optional(),
    components: z.array(z.object({ name: z.string(), version: z.string() })).optional(),
    fails: z.boolean().default(false),
  });
  fck.builders.register('write', {
    about: 'writes files',
    kind: 'made',
    schema: write.optional(),
    async build(context, section) {
      const { files, commit, fails, recipe, components } = write.parse(section ?? {});
      const kept = recipe && context.unchanged(recipe);
      if (kept) return kept;
      const name = context.nameFor(commit);
      done.push(`build ${name} on ${context.host.name}`);
      const folder = context.paths.build(name);
      await context.remote.run(freshFolder(folder), { title: `make ${name}`, bookkeeping: true });
      for (const [path, content] of Object.entries(files))
        await context.remote.write(`${folder}/${path}`, content);
      if (fails) throw new FckError({ code: 'TESTS_FAILED', message: '1 of 3 tests failed' });
      return { name, commit, sources: [{ repo: 'app', commit: `${commit}000` }], recipe, components };
    },
  });
  const copyFrom = z.strictObject({ role: z.string() });
  fck.builders.register('copy_from', {
    about: 'copies what another role has built',
    kind: 'copied',
    schema: copyFrom.optional(),
    dependsOn: (section) => [copyFrom.parse(section).role],
    async build(context, section) {
      const [from] = await context.hostsOf(copyFrom.parse(section).role);
      if (!from) throw new Error('nobody to copy from');
      const text = await context.remoteOf(from).query(newest(context.paths.builds));
      const build = JSON.parse(text);
      await context.copy(build, from);
      return build;
    },
  });
}

function newest(builds: string): Command {
  return sh`cd ${builds} && cat "$(ls -1 | sort | tail -n 1)/build.json"`;
}
