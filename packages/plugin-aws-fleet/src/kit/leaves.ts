import { type ConfigDocument, type Project, Secret } from '@fck/core';

/** A value without children, with its key. The key of a list's item is its index. */
export interface Leaf {
  readonly key: string;
  readonly value: unknown;
}

/** All leaves of a tree of mappings and lists. A secret is a leaf: its content is never visited. */
export function leavesIn(value: unknown, key = ''): Leaf[] {
  if (typeof value !== 'object' || value === null || value instanceof Secret) return [{ key, value }];
  return Object.entries(value).flatMap(([inner, below]) => leavesIn(below, inner));
}

/** The documents of a configuration. */
export function documentsOf({ document, roles }: Project): readonly ConfigDocument[] {
  return [document, ...roles.map((role) => role.document)];
}
