import type { Sources } from '@fck/core';
import { checkOut, refNamed } from './checkout.js';
import { gitErrors } from './errors.js';
import { repositoriesOf } from './repository.js';
import type { GitSections } from './sections.js';

/** The project's repositories as a source of code for builders. */
export function gitSources(sections: GitSections): Sources {
  return {
    about: 'Git repositories, fetched from a url or sent from this machine.',
    names: (project) => repositoriesOf(project, sections).map(({ name }) => name),
    async checkout(context, name, ref) {
      const repositories = repositoriesOf(context.project, sections);
      const repository = repositories.find((candidate) => candidate.name === name);
      if (!repository) {
        throw gitErrors.unknownRepo(
          name,
          repositories.map((known) => known.name),
        );
      }
      return checkOut(context, repository, ref === undefined ? repository.ref : refNamed(ref));
    },
  };
}
