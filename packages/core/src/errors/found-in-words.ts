import { nearestTo } from './nearest.js';

/** What was found where a plugin should be, and what its author may have meant. */
export interface Found {
  /** `an object with name, aply` */
  readonly what: string;
  readonly hint?: string | undefined;
}

/** Describes something that should have been a plugin. */
export function foundInWords(value: unknown): Found {
  if (value === null || value === undefined) return { what: 'nothing' };
  if (Array.isArray(value) && value.length > 0) return { what: 'a list' };
  if (Array.isArray(value)) return { what: 'an empty list', hint: 'A preset lists at least one plugin.' };
  if (typeof value === 'string') return { what: `the text ${JSON.stringify(value)}` };
  if (typeof value !== 'object') return { what: `a ${typeof value}` };
  const className = value.constructor?.name;
  if (className && className !== 'Object')
    return {
      what: `a class without \`apply\``,
      hint: `Give the class ${className} a method \`apply(fck, options)\`.`,
    };
  const keys = Object.keys(value);
  return { what: `an object with ${keys.join(', ') || 'no keys'}`, hint: hintForKeys(value, keys) };
}

/** What a caller gave, in words: `a list`, `the text "web"`. */
export function inWords(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (value === '') return 'an empty text';
  if (value instanceof Promise) return 'a promise';
  return typeof value === 'object' && !Array.isArray(value) ? 'an object' : foundInWords(value).what;
}

function hintForKeys(value: object, keys: readonly string[]): string | undefined {
  const [mistyped] = nearestTo(
    'apply',
    keys.filter((key) => key !== 'apply'),
  );
  if (mistyped) return `Is \`${mistyped}\` meant to be \`apply\`?`;
  const exported = Object.entries(value).find(([, inner]) => looksLikePlugin(inner));
  if (exported && !keys.includes('default'))
    return `It has no default export. Its export \`${exported[0]}\` looks like a plugin: \`export default ${exported[0]}\` (in CommonJS \`module.exports = ${exported[0]}\`), or list it in fck.config.ts.`;
  if (keys.includes('apply')) return '`apply` must be a function: `apply(fck, options) { … }`.';
  return undefined;
}

function looksLikePlugin(value: unknown): boolean {
  if (typeof value === 'function') return true;
  return typeof value === 'object' && value !== null && 'apply' in value && typeof value.apply === 'function';
}
