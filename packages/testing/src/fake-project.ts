import { posix } from 'node:path';
import type { ConfigDocument, Paths, Project, Role } from '@fck/core';

/** Validated values of sections by their path, of a role or project: `{ 'provision.redis': { port: 6379 } }`. */
export type SectionValues = Readonly<Record<string, unknown>>;

const document: ConfigDocument = {
  value: {},
  shown: {},
  file: '/project/fck.yaml',
  placeOf: () => ({ file: '/project/fck.yaml' }),
};

/** A role with these values in its sections. */
export function fakeRole(values: SectionValues = {}, given: Partial<Role> = {}): Role {
  return {
    name: 'web',
    description: undefined,
    user: 'deploy',
    hosts: [],
    hostDefaults: {
      role: 'web',
      user: 'deploy',
      ssh: {},
      keyFile: undefined,
      sudoPassword: undefined,
      directory: '/project',
    },
    builder: undefined,
    activates: Object.keys(values).some((path) => path.startsWith('activate.')),
    document,
    values: new Map(Object.entries(values)),
    ...given,
  };
}

/** A project named `shop` in `/opt/www`, with these roles, and these values in its top-level sections. */
export function fakeProject(roles: readonly Role[], values: SectionValues = {}): Project {
  return {
    name: 'shop',
    directory: '/project',
    stateDirectory: '/project/.fck',
    notes: [],
    paths: fakePaths('/opt/www/shop'),
    roles,
    keyFile: undefined,
    sudoPassword: undefined,
    parallel: 20,
    keepBuilds: 5,
    document,
    values: new Map(Object.entries(values)),
  };
}

function fakePaths(project: string): Paths {
  return {
    root: posix.dirname(project),
    project,
    builds: posix.join(project, 'builds'),
    spare: posix.join(project, 'builds', '.spare'),
    data: posix.join(project, 'data'),
    run: posix.join(project, 'run'),
    repos: posix.join(project, 'repos'),
    state: posix.join(project, 'state.json'),
    journal: posix.join(project, 'journal.ndjson'),
    build: (name) => posix.join(project, 'builds', name),
    repo: (name) => posix.join(project, 'repos', name),
  };
}
