import { expandPath, type Project } from '@fck/core';
import type { Ref } from './ref.js';
import { parseRepoUrl, type RepoUrl } from './repo-url.js';
import type { GitSections } from './sections.js';

/** A repository of the project. */
export interface Repository {
  readonly name: string;
  /** Name of its folder below the hosts' `repos` folder. */
  readonly dir: string;
  readonly ref: Ref | undefined;
  /** The folder in it that holds the project; undefined for its top. */
  readonly subdirectory: string | undefined;
  /** Fetched by the hosts from a url, or sent to them from a folder of this machine. */
  readonly origin:
    | { readonly kind: 'url'; readonly url: RepoUrl }
    | { readonly kind: 'path'; readonly path: string };
}

/** The project's repositories in the order of the config. */
export function repositoriesOf(project: Project, sections: GitSections): readonly Repository[] {
  return Object.entries(sections.repos.of(project) ?? {}).map(([name, entry]) => ({
    name,
    dir: entry.dir ?? name,
    ref: refOf(entry),
    subdirectory: entry.subdirectory === '.' ? undefined : entry.subdirectory,
    origin: originOf(entry, project.directory),
  }));
}

/** The repositories that hosts fetch over ssh. */
export function sshUrlsOf(repositories: readonly Repository[]): readonly Extract<RepoUrl, { kind: 'ssh' }>[] {
  return repositories.flatMap(({ origin }) =>
    origin.kind === 'url' && origin.url.kind === 'ssh' ? [origin.url] : [],
  );
}

interface RepoEntry {
  readonly url?: string | undefined;
  readonly path?: string | undefined;
  readonly ref?: string | undefined;
  readonly branch?: string | undefined;
  readonly tag?: string | undefined;
  readonly commit?: string | undefined;
}

function refOf(entry: RepoEntry): Ref | undefined {
  if (entry.branch !== undefined) return { kind: 'branch', name: entry.branch };
  if (entry.tag !== undefined) return { kind: 'tag', name: entry.tag };
  if (entry.commit !== undefined) return { kind: 'commit', name: entry.commit };
  return entry.ref === undefined ? undefined : { kind: 'any', name: entry.ref };
}

function originOf(entry: RepoEntry, directory: string): Repository['origin'] {
  if (entry.path !== undefined) return { kind: 'path', path: expandPath(entry.path, directory) };
  const url = parseRepoUrl(entry.url ?? '');
  // The schema refuses these; a url that was never validated must not reach git either.
  if (url.kind === 'refused') throw new TypeError(`not a git url: ${url.why}`);
  return { kind: 'url', url };
}
