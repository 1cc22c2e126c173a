import { z } from 'zod';
import type { AncestorsRecord } from '../api/adoption.js';
import { isName } from '../names/names.js';
import { once } from '../once.js';
import { parseJson } from '../parse-json.js';
import { buildNumber } from './names.js';

/** The file, below the folder of repositories, in which fabcloudkit records which build serves. */
export const ANCESTORS_RECORD = 'build_info.txt';

const schema = once(() => {
  const build = z.string().refine(isName).nullish();
  const port = z.number().nullish();
  return z.object({
    last: build,
    active: z.union([build, z.record(z.string(), z.object({ build, port }))]),
    active_port: port,
  });
});

/** Reads the record; undefined if fabcloudkit did not write it. */
export function parseAncestorsRecord(text: string | undefined): AncestorsRecord | undefined {
  const found = schema().safeParse(parseJson(text ?? '')).data;
  if (!found) return undefined;
  const entries =
    typeof found.active === 'object' && found.active !== null
      ? Object.entries(found.active)
      : [[undefined, { build: found.active, port: found.active_port }] as const];
  return {
    last: found.last ?? undefined,
    active: entries.flatMap(([name, { build, port }]) =>
      typeof build === 'string' ? [{ name, build, port: port ?? undefined }] : [],
    ),
  };
}

/**
 * The name of a build that a program or a site of fabcloudkit serves: `<build>_<name>`, or `<build>` in its first
 * versions. Undefined if the name is not one of this project's.
 */
export function ancestorsBuild(project: string, name: string): string | undefined {
  const build = /^(.+_\d{5,}_[0-9a-f]+)(?:_[0-9A-Za-z_-]+)?$/.exec(name)?.[1];
  return build !== undefined && buildNumber(project, build) !== undefined ? build : undefined;
}

/** As {@link ancestorsBuild}, by the path of a configuration file. */
export function ancestorsFile(project: string, path: string): string | undefined {
  const name = /([^/]+)\.conf$/.exec(path)?.[1];
  return name === undefined ? undefined : ancestorsBuild(project, name);
}
