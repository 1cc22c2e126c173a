import type { ConfigDocument } from '../api/config-document.js';

/** The value at a path, as it may be shown. */
export function shownAt(path: readonly PropertyKey[], { shown }: Pick<ConfigDocument, 'shown'>): unknown {
  return path.reduce<unknown>(
    (tree, key) => (tree as Record<PropertyKey, unknown> | undefined)?.[key],
    shown,
  );
}
