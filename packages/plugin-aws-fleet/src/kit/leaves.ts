import { type ConfigDocument, type Project, Secret } from '@fck/core';

/** A value that holds no others, with the key that it stands under. Items of lists have the number for a key. */
export interface Leaf {
  readonly key: string;
  readonly value: unknown;
}

/** All leaves of a tree of mappings and lists. A secret is a leaf: its content is never visited. */
export function leavesIn(value: unknown, key = ''): Leaf[] {
  if (typeof value !== 'object' || value === null || value instanceof Secret) return [{ key, value }];
  return Object.entries(value).flatMap(([inner, below]) => leavesIn(below, inner));
}

/** The documents that a configuration consists of. */
export function documentsOf({ document, roles }: Project): readonly ConfigDocument[] {
  return [document, ...roles.map((role) => role.document)];
}
