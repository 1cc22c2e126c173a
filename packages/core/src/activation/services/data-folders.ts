import { posix } from 'node:path';
import type { HostContext } from '../../api/contexts.js';
import { sh } from '../../command/command.js';
import { serviceAccount } from './service-account.js';

/**
 * Makes the folders and files of `data:` that a host lacks, for the user of its services. What exists stays as it is: it belongs to the
 * application.
 */
export async function makeData(context: HostContext, user: string): Promise<void> {
  const { fck, project, remote, paths } = context;
  const entries = Object.entries(fck.coreSections.data.of(project) ?? {});
  if (entries.length === 0) return;
  const root = remote.as('root');
  const there = await Promise.all(entries.map(([path]) => root.exists(posix.join(paths.data, path))));
  const missing = entries.filter((_, index) => !there[index]);
  if (missing.length === 0) return;
  const group = serviceAccount(project);
  const makeFolder = (path: string, mode: number) =>
    sh`[ -d ${path} ] || install -d -o ${user} -g ${group} -m ${mode.toString(8)} -- ${path} || exit
`;
  const make = missing.map(([path, { kind, mode }]) => {
    const place = posix.join(paths.data, path);
    const parents = path
      .split('/')
      .slice(0, -1)
      .map((_, index, parts) => posix.join(paths.data, ...parts.slice(0, index + 1)));
    const own =
      kind === 'folder'
        ? makeFolder(place, mode)
        : sh`[ -e ${place} ] || install -o ${user} -g ${group} -m ${mode.toString(8)} -- /dev/null ${place} || exit
`;
    return sh`${parents.map((parent) => makeFolder(parent, 0o750))}${own}`;
  });
  // Others may pass, so that fck can look for a folder in it, but not list it.
  await root.run(sh`${makeFolder(paths.data, 0o751)}${make}`, {
    title: `make ${missing.map(([path]) => path).join(', ')} for data that outlives builds`,
  });
}
