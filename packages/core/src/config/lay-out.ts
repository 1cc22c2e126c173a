import { posix } from 'node:path';
import type { Paths } from '../api/paths.js';
import { checkedName } from '../names/names.js';

/** Lays out a project's folders on its hosts. */
export function layOut(project: { name: string; root: string; buildsDir: string; reposDir: string }): Paths {
  const folder = posix.join(project.root, project.name);
  const builds = posix.join(folder, project.buildsDir);
  const repos = posix.join(folder, project.reposDir);
  return {
    root: project.root,
    project: folder,
    builds,
    spare: posix.join(builds, '.spare'),
    repos,
    data: posix.join(folder, 'data'),
    run: posix.join(folder, 'run'),
    state: posix.join(folder, 'state.json'),
    journal: posix.join(folder, 'journal.ndjson'),
    build: (name) => posix.join(builds, checkedName('build', name)),
    repo: (name) => posix.join(repos, checkedName('repository', name)),
  };
}
