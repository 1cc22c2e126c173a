import type { Fck, Section } from '@fck/core';
import {
  type GitSection,
  gitSchema,
  type KeysSection,
  keysSchema,
  type ReposSection,
  reposSchema,
} from './schemas.js';

/** The keys of the configuration that this plugin reads. */
export interface GitSections {
  readonly keys: Section<KeysSection>;
  readonly repos: Section<ReposSection>;
  readonly git: Section<GitSection>;
}

/** Announces `keys`, `repos` and `provision: git`. */
export function registerSections(fck: Fck): GitSections {
  return {
    keys: fck.section({
      at: 'project',
      name: 'keys',
      schema: keysSchema,
      about: 'Private keys for git repositories, and public host keys of the git hosts.',
    }),
    repos: fck.section({
      at: 'project',
      name: 'repos',
      schema: reposSchema,
      about: 'The git repositories that code comes from: a url, or the path of a repository on this machine.',
    }),
    git: fck.section({
      at: 'role.provision',
      name: 'git',
      schema: gitSchema,
      about:
        'Access to git repositories: whether the key file is installed, and which repositories are cloned.',
    }),
  };
}
