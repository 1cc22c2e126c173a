import { type HostContext, sh } from '@fck/core';
import { gitEnvironment } from './git-environment.js';
import { candidatesOf, type Ref } from './ref.js';

/**
 * The commit that a branch or tag stands for at a url: in a dry run nothing is fetched, and what the clone knows may be old.
 *
 * @returns undefined if nothing answers there, or the ref is none of its branches and tags
 */
export async function commitAtUrl(
  context: HostContext,
  url: string,
  ref: Ref | undefined,
): Promise<string | undefined> {
  const variables = Object.entries(await gitEnvironment(context)).map(([name, value]) => `${name}=${value}`);
  const { code, stdout } = await context.remote.look(sh`env ${variables} git ls-remote --quiet -- ${url}`);
  return code === 0 ? commitAmong(stdout, ref) : undefined;
}

/** The same, from what `git ls-remote` printed. Of an annotated tag, the commit that it is on. */
export function commitAmong(listing: string, ref: Ref | undefined): string | undefined {
  const commits = new Map(
    listing.split('\n').map((line) => {
      const [commit, name] = line.split('\t');
      return [name, commit];
    }),
  );
  const names = candidatesOf(ref).map((name) =>
    name.replace(/^refs\/remotes\/origin\/(HEAD$)?/, (_, head) => head ?? 'refs/heads/'),
  );
  return names.flatMap((name) => commits.get(`${name}^{}`) ?? commits.get(name) ?? [])[0];
}
