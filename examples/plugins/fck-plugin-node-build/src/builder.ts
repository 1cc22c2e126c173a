import { type Builder, fingerprint, freshFolder, messageOf, removeOwn, sh } from '@fck/core';
import { z } from 'zod';

const nodeSection = z.strictObject({
  /** A repository of the project. */
  repo: z.string().min(1),
  /** Build script of its package.json, if there is one. */
  script: z.string().min(1).default('build'),
  /** Whether the build keeps packages that only building needs. */
  keep_dev_dependencies: z.boolean().default(false),
});

/** Makes a build of a Node project: its files at a commit, the packages of `npm ci`, and the output of its build script. */
export const nodeBuilder: Builder<typeof nodeSection> = {
  about: 'A Node project: `npm ci`, then its build script.',
  schema: nodeSection,
  kind: 'made',

  async build(context, { repo, script, keep_dev_dependencies }) {
    const { remote, paths, step } = context;
    const { value: sources } = context.fck.sources.choose(undefined, 'Load one source of code only.');
    const checkout = await step(`checkout ${repo}`, () => sources.checkout(context, repo));
    const recipe = {
      [`repository ${repo}`]: checkout.commit,
      settings: fingerprint({ script, keep_dev_dependencies }),
      node: await remote.query(sh`node --version`),
    };
    const kept = context.unchanged(recipe);
    if (kept) return kept;
    const commit = checkout.commit.slice(0, 7);
    const name = context.nameFor(commit);
    const cwd = paths.build(name);
    const npm = (...args: string[]) =>
      step(`npm ${args[0]}`, () =>
        remote.run(sh`npm ${args} --no-audit --no-fund --no-update-notifier`, {
          cwd,
          title: `npm ${args.join(' ')}`,
        }),
      );
    try {
      await remote.run(
        sh`${freshFolder(cwd)} && cd ${checkout.path} && git archive ${checkout.commit} | tar -x -C ${cwd}`,
        { title: `copy ${repo} to ${name}` },
      );
      await npm('ci');
      await npm('run', '--if-present', script);
      if (!keep_dev_dependencies) await npm('prune', '--omit=dev');
    } catch (thrown) {
      await remote.run(removeOwn(cwd), { title: 'remove the failed build' }).catch((failure: unknown) => {
        context.warn(`What is left of the failed build could not be removed: ${messageOf(failure)}`);
      });
      throw thrown;
    }
    const { ref } = checkout;
    return { name, commit, sources: [{ repo, commit: checkout.commit, ref }], content: '.', recipe };
  },
};
