import { posix } from 'node:path';
import { type HostContext, isFckError, pythonModule, type Site, sh } from '@fck/core';
import { nginxErrors } from './errors.js';
import type { NginxSection } from './section.js';

const FILES = pythonModule(new URL('../../python/', import.meta.url), 'files_for_nginx');

/** Static files as nginx's configuration describes them. */
export interface StaticLocation {
  /** Of a folder: with a slash at its end. */
  readonly url: string;
  /** Absolute; of a folder: with a slash at its end. */
  readonly path: string;
  readonly isFolder: boolean;
  /** The header `Cache-Control`. */
  readonly cache?: string | undefined;
  /** Whether nginx looks for compressed files beside them. */
  readonly precompressed?: boolean | undefined;
}

/**
 * Finds the static files of a site on the host. Relative paths are looked up in the build's folder, its working directory and its
 * code folder; `.` is the working directory or the code folder.
 *
 * @throws FckError `STATIC_MISSING` if they are in neither; `STATIC_ROOT` for `/` beside a service.
 */
export async function findStatics(context: HostContext, site: Site<NginxSection>): Promise<StaticLocation[]> {
  const { static: entries } = site.section;
  if (site.instance && entries.some(({ url }) => url === '/')) throw nginxErrors.rootIsStatic();
  const [canPrecompress, ...found] = await Promise.all([
    entries.some(({ precompressed }) => precompressed) && hasGzipStatic(context),
    ...entries.map(({ url, local }) =>
      findStatic(context, url, candidates(site, local), local.startsWith('/')),
    ),
  ]);
  return found.map((location, index) => ({
    ...location,
    cache: entries[index]?.cache,
    precompressed: canPrecompress && entries[index]?.precompressed,
  }));
}

/** Whether nginx has the module that looks for compressed files: without it, it refuses the directive. */
async function hasGzipStatic({ remote }: HostContext): Promise<boolean> {
  return remote.test(sh`nginx -V 2>&1 | grep -q http_gzip_static_module`);
}

function candidates({ build, buildPath }: Site<NginxSection>, local: string): string[] {
  if (local.startsWith('/')) return [posix.normalize(local)];
  const { workingDirectory, content } = build;
  const inside = [workingDirectory, content].filter((folder) => folder !== undefined);
  // The build's own folder also has files that are not for visitors, such as build.json.
  const folders = posix.normalize(`${local}/`) === './' && inside.length > 0 ? inside : ['', ...inside];
  return [...new Set(folders.map((folder) => posix.join(buildPath, folder, local)))];
}

async function findStatic(
  { remote }: HostContext,
  url: string,
  tried: readonly string[],
  isAbsolute: boolean,
): Promise<StaticLocation> {
  const find = sh`for path in ${tried}; do
  if [ -d "$path" ]; then echo "folder $path"; exit; elif [ -f "$path" ]; then echo "file $path"; exit; fi
done; exit 1`;
  const found = await remote.query(find).catch((thrown: unknown) => {
    if (isFckError(thrown) && thrown.code === 'COMMAND_FAILED')
      throw nginxErrors.staticMissing(url, tried, isAbsolute);
    throw thrown;
  });
  const isFolder = found.startsWith('folder ');
  const path = found.slice(found.indexOf(' ') + 1);
  return isFolder ? { url: withSlash(url), path: withSlash(path), isFolder } : { url, path, isFolder };
}

function withSlash(path: string): string {
  return path.endsWith('/') ? path : `${path}/`;
}

/**
 * Checks that nginx may read the files: it would answer 403 otherwise.
 *
 * @param user the user of nginx's workers
 * @throws FckError `STATIC_UNREADABLE`
 */
export async function expectReadable(
  context: HostContext,
  statics: readonly StaticLocation[],
  user: string,
): Promise<void> {
  const root = context.remote.as('root');
  const readable = await Promise.all(
    statics.map(({ path, isFolder }) => {
      const read = isFolder ? sh`test -r ${path} && test -x ${path}` : sh`test -r ${path}`;
      const inShell = sh`su -s /bin/sh -c ${read.text} ${user}`;
      return root.test(FILES.program('may_read', { user, path }, inShell));
    }),
  );
  const locked = statics.find((_, index) => !readable[index]);
  if (locked) throw nginxErrors.staticUnreadable(user, locked.path);
}
