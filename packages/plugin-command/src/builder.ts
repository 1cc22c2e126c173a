import { type Builder, type Checkout, fingerprint, Secret, type Section } from '@fck/core';
import { type Artifact, type BuildCommand, buildCommandSchema } from './build-sections.js';
import { CONTENT, makeBuild } from './make-build.js';
import { repoOf } from './repository.js';

/** Version of the way of building: increased when equal recipes would give different builds than before. */
const METHOD = '1';

/** `build: {command, artifact}`: runs a command in a copy of a repository; what it made becomes the build. */
export function commandBuilder(artifacts: Section<Artifact>): Builder<typeof buildCommandSchema> {
  return {
    kind: 'made',
    about: 'Runs a command in a copy of a repository. What it made becomes the build.',
    schema: buildCommandSchema,
    async build(context, section) {
      const { step, role } = context;
      const { value: sources } = context.fck.sources.choose(undefined, 'Load one source of code only.');
      const repo = repoOf(section, sources.names(context.project));
      const checkout = await step(`checkout ${repo}`, () => sources.checkout(context, repo));
      const artifact = artifacts.of(role) ?? '.';
      const recipe = recipeOf(section, artifact, checkout);
      const kept = context.unchanged(recipe);
      if (kept) return kept;
      const commit = checkout.commit.slice(0, 7);
      const name = context.nameFor(commit);
      await makeBuild(context, { section, artifact, checkout, name });
      const source = { repo, commit: checkout.commit, ref: checkout.ref };
      return { name, commit, sources: [source], recipe, content: CONTENT, workingDirectory: CONTENT };
    },
  };
}

/** Values of secrets are left out: the recipe is stored on every host. */
function recipeOf(
  { run, env }: BuildCommand,
  artifact: Artifact,
  { repo, commit }: Checkout,
): Record<string, string> {
  const shown = Object.entries(env).map(([key, value]) => [key, value instanceof Secret ? 'secret' : value]);
  return {
    [`repository ${repo}`]: commit,
    command: fingerprint({ run, env: shown.toSorted(), artifact }),
    'way of building': METHOD,
  };
}
