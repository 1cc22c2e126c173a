import { type Fck, isKnown, Secret, secret } from '@fck/core';
import { optionsOf } from './package-sources.js';
import type { Plan } from './plan-schema.js';

/** Words in paths of package indexes, which are no tokens. */
const WORDS: ReadonlySet<string> = new Set(
  'artifactory index nexus packages project projects pypi-local pypi-remote python repository repositories simple'.split(
    ' ',
  ),
);

/** Shorter parts of a path would blank out half of every text, and are no tokens. */
const SHORTEST = 6;

/**
 * Makes the parts of paths in the URLs of indexes secret, if these come from the environment: they may be tokens
 * (`https://host/TOKEN/simple`), and pip shows other URLs that begin with them.
 */
export function hidePaths(
  fck: Pick<Fck, 'addSecret'>,
  { packages, pip_options }: Pick<Plan, 'packages' | 'pip_options'>,
): void {
  for (const option of [...optionsOf(packages), ...pip_options])
    if (option instanceof Secret && isKnown(option))
      for (const part of tokensIn(option.reveal())) fck.addSecret(secret(part));
}

/** Parts of the path and the query of each URL in a text that may be tokens. */
export function tokensIn(text: string): readonly string[] {
  const urls = text.match(/https?:\/\/\S+/g) ?? [];
  const parts = urls.flatMap((url) => {
    if (!URL.canParse(url)) return [];
    const { pathname, search } = new URL(url);
    return [...pathname.split('/'), ...search.split(/[?&=]/)];
  });
  return [...new Set(parts)].filter((part) => part.length >= SHORTEST && !WORDS.has(part.toLowerCase()));
}
