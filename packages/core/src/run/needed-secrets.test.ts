import { emptyFck, fakeProject, fakeRole } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { UnsetSecret } from '../command/unset-secret.js';
import type { FckError } from '../errors/fck-error.js';
import { readNeededSecrets } from './needed-secrets.js';
import { tasksInOrder } from './task-order.js';

/** A project whose environment has an unset variable, with one role. */
function projectWith(role: Readonly<Record<string, unknown>>, ofProject: object = {}) {
  const fck = emptyFck();
  fck.section({
    at: 'role.build',
    name: 'post_build',
    about: '',
    schema: z.unknown(),
    usesEnvironment: true,
  });
  fck.builders.register('plan', {
    about: '',
    kind: 'made',
    schema: z.unknown(),
    usesEnvironment: (section) => section === 'with commands',
    build: () => Promise.reject(new Error('nothing is built here')),
  });
  const documentOf = (value: Readonly<Record<string, unknown>>) => ({
    document: { value, shown: {}, file: 'fck.yaml', placeOf: () => ({ file: 'fck.yaml' }) },
  });
  const roles = [
    fakeRole(role, { ...documentOf({ env: { OF_ROLE: new UnsetSecret('OF_ROLE') } }), builder: 'plan' }),
  ];
  fck.project = {
    ...fakeProject(roles),
    ...documentOf({ env: { OF_PROJECT: new UnsetSecret('OF_PROJECT') }, ...ofProject }),
  };
  return async (...names: readonly string[]) => {
    const tasks = tasksInOrder(fck.tasks, names);
    const error = await readNeededSecrets(fck, { tasks, roles }).catch((thrown: FckError) => thrown);
    return error?.detail?.split('\n').map((line) => line.split('  ').at(-1)) ?? [];
  };
}

describe('an unset variable of the environment', () => {
  it('is needed by an activation, and by no other phase', async () => {
    const unsetFor = projectWith({ 'activate.gunicorn': {} });
    expect(await unsetFor('activate')).toEqual(['OF_PROJECT', 'OF_ROLE']);
    expect(await unsetFor('provision', 'build')).toEqual([]);
    expect(await unsetFor('deactivate')).toEqual([]);
  });

  it('is not needed by a rollback, which uses what hosts keep; the password of the connection is', async () => {
    const connection = { sudo_password: new UnsetSecret('SUDO') };
    const unsetFor = projectWith({ 'activate.gunicorn': {} }, connection);
    expect(await unsetFor('rollback', 'activate')).toEqual(['OF_PROJECT', 'SUDO', 'OF_ROLE']);
    const error = await projectWith(
      { 'activate.gunicorn': {} },
      { ...connection, keys: new UnsetSecret('KEY') },
    )('rollback');
    expect(error).toEqual(['SUDO', 'KEY']);
  });

  it('is needed by a build if commands get it', async () => {
    expect(await projectWith({ 'build.post_build': [] })('build')).toEqual(['OF_PROJECT', 'OF_ROLE']);
    expect(await projectWith({ 'build.post_build': [] })('activate')).toEqual([]);
    expect(await projectWith({ 'build.plan': 'with commands' })('build')).toEqual(['OF_PROJECT', 'OF_ROLE']);
    expect(await projectWith({ 'build.plan': 'without' })('build')).toEqual([]);
  });
});
