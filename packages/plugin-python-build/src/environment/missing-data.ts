import { z } from 'zod';

/** What `missing_from` in `python/missing_data.py` reports. */
export const missingData = z.lazy(() =>
  z.object({
    count: z.number(),
    /** The first of them. */
    files: z.array(z.string()),
    /** Which files these are, by package, as paths below it. */
    patterns: z.record(z.string(), z.array(z.string())),
    backend: z.string(),
  }),
);

export type MissingData = z.output<typeof missingData>;

/** A warning about files beside the code that a wheel does not have, with the settings that add them. */
export function aboutMissingData(repo: string, data: MissingData): string {
  const { count, files } = data;
  const rest = count > files.length ? ` and ${count - files.length} more` : '';
  return `The wheel of "${repo}" does not have ${count === 1 ? 'a file' : `${count} files`} of its packages: ${files.join(', ')}${rest}. The application fails when it opens them. ${remedyFor(data)} Or write \`app: true\` in the plan: the build then also has the files of the commit, where its services start.`;
}

function remedyFor({ backend, patterns }: MissingData): string {
  const packages = Object.entries(patterns);
  const paths = packages.flatMap(([name, found]) => found.map((pattern) => `${name}/${pattern}`));
  const byPackage = packages.map(([name, found]) => `${name} = ${JSON.stringify(found)}`).join(', ');
  const ignored = 'The backend leaves out what .gitignore names. In pyproject.toml:';
  if (backend.startsWith('setuptools'))
    return `In pyproject.toml: [tool.setuptools.package-data] ${byPackage}. In setup.py: package_data={…} with the same lists.`;
  if (backend.startsWith('hatchling'))
    return `${ignored} [tool.hatch.build.targets.wheel] artifacts = ${JSON.stringify(paths)}`;
  if (backend.startsWith('poetry'))
    return `${ignored} [tool.poetry] include = [${paths.map((path) => `{ path = ${JSON.stringify(path)}, format = "wheel" }`).join(', ')}]`;
  if (backend.startsWith('pdm'))
    return `In pyproject.toml: [tool.pdm.build] includes = ${JSON.stringify(paths)}`;
  return `Let ${backend} include them, as its documentation says.`;
}
