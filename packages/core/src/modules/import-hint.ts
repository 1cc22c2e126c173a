import { hintFor } from '../attribution/plugin-failure.js';
import { nearestTo } from '../errors/nearest.js';
import { runningCore } from './share-core.js';

/** The hint for a module that could not be run: a missing package, or a missing export. */
export async function hintForImport(
  thrown: unknown,
  catalogue: { installCommand(name: string): string },
): Promise<string | undefined> {
  if (!(thrown instanceof Error)) return hintFor(thrown);
  const [, missing] = /^Cannot find (?:package|module) '([^']+)'/.exec(thrown.message) ?? [];
  if (missing !== undefined)
    return /^[./]/.test(missing)
      ? 'Is the path of the import right? An import of an ES module ends with the file’s extension.'
      : `Install what it imports: ${catalogue.installCommand(packageOf(missing))}`;
  const [, unknown] =
    /'@fck\/core' does not provide an export named '(\w+)'/.exec(thrown.message) ??
    /_core\.(\w+)\) is not a function/.exec(thrown.message) ??
    [];
  if (unknown === undefined) return hintFor(thrown);
  const near = nearestTo(unknown, Object.keys((await runningCore())['@fck/core']));
  return near.length > 0
    ? `Did you mean ${near.map((name) => `\`${name}\``).join(' or ')}?`
    : hintFor(thrown);
}

function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
