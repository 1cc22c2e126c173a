import { createHash } from 'node:crypto';
import { type Command, sh } from '@fck/core';

/** A tag: the object that it names, which is a commit or an annotated tag, and its full name below `refs/tags/`. */
interface Tag {
  readonly object: string;
  readonly isAnnotated: boolean;
}

/** Tags by their full names. */
export type Tags = ReadonlyMap<string, Tag>;

/** The format of {@link parseTags}, for `git for-each-ref`. */
export const TAG_FORMAT = '%(objectname) %(objecttype) %(refname)';

export function parseTags(listing: string): Tags {
  return new Map(
    listing.split('\n').flatMap((line) => {
      const [object, type, name] = line.split(' ');
      return object && name ? [[name, { object, isAnnotated: type === 'tag' }]] : [];
    }),
  );
}

/** Lists the tags of a clone on a host. */
export function listTags(gitDir: string): Command {
  return sh`git --git-dir=${gitDir} for-each-ref --format=${TAG_FORMAT} refs/tags`;
}

/** Prints a hash of the tags of the clone at `$at`: hosts need not list thousands of tags that have not changed. */
export const hashTags = sh`{ git --git-dir="$at"/.git for-each-ref --format=${TAG_FORMAT} refs/tags | git --git-dir="$at"/.git hash-object --stdin; } 2>/dev/null || echo`;

/** The same hash, of tags of this machine. */
export function hashOfTags(listing: string, format: string): string {
  const text = Buffer.from(listing === '' ? '' : `${listing}\n`);
  return createHash(format).update(`blob ${text.length}\0`).update(text).digest('hex');
}

/** What `git update-ref --stdin` reads to make tags equal to others. */
export function tagUpdates(present: Tags, wanted: Tags): { readonly gone: string; readonly changed: string } {
  const gone = [...present.keys()].filter((name) => !wanted.has(name)).map((name) => `delete ${name}\n`);
  const changed = [...wanted]
    .filter(([name, { object }]) => present.get(name)?.object !== object)
    .map(([name, { object }]) => `update ${name} ${object}\n`);
  return { gone: gone.join(''), changed: changed.join('') };
}

/** Annotated tags that a clone does not have, by name: they are objects, which have to be sent. */
export function annotatedTagsToSend(present: Tags, wanted: Tags): ReadonlyMap<string, string> {
  const there = new Set([...present.values()].map(({ object }) => object));
  const missing = [...wanted].filter(([, tag]) => tag.isAnnotated && !there.has(tag.object));
  return new Map(missing.map(([name, { object }]) => [name, object]));
}
