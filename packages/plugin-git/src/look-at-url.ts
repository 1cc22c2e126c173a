import { type HostContext, sh } from '@fck/core';
import { gitEnvironment } from './git-environment.js';
import { candidatesOf, type Ref } from './ref.js';

/**
 * The commit of a branch or tag at a url: in a dry run nothing is fetched, and the clone may be out of date.
 *
 * @returns undefined if the url does not answer, or has no such branch or tag
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

/** The same, from the output of `git ls-remote`. For an annotated tag, the tagged commit. */
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
