import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { definePlugin, freshFolder } from '@fck/core';
import { folderHosts, type TestProject, testFck } from '@fck/testing';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import pythonBuild from '../index.js';

const BUILD = 'shop_00001_abc1234';

/** Makes empty builds, and copies them from folder to folder. */
function builders(projectOf: () => TestProject) {
  const folderOf = (host: string) => projectOf().pathOn(host, 'builds', BUILD);
  return definePlugin({
    name: 'builders',
    apply(fck) {
      fck.builders.register('empty', {
        about: 'makes a folder',
        kind: 'made',
        schema: z.unknown(),
        async build(context) {
          const commit = 'abc1234';
          const name = context.nameFor(commit);
          await context.remote.run(freshFolder(context.paths.build(name)));
          return { name, commit, sources: [] };
        },
      });
      fck.distributors.register('copy', {
        about: 'copies from folder to folder',
        copy: ({ host }, _build, from) => {
          mkdirSync(dirname(folderOf(host.name)), { recursive: true });
          cpSync(folderOf(from.name), folderOf(host.name), { recursive: true });
          return Promise.resolve();
        },
      });
    },
  });
}

it('a command with `once` runs on one host of a role, before the others continue', async () => {
  const hosts = ['one', 'two', 'three'];
  let project: TestProject | undefined;
  const made = () => {
    if (!project) throw new Error('there is no project yet');
    return project;
  };
  const post_build = [
    { command: 'echo once >once; echo once >>../../../log', once: true },
    'echo each >>../../../log',
  ];
  project = await testFck(
    { name: 'shop', roles: { web: { hosts: folderHosts(...hosts), build: { empty: {}, post_build } } } },
    [pythonBuild, builders(made)],
  );
  onTestFinished(() => made().remove());
  await project.fck.run(['build']);
  const ran = hosts.filter((host) => existsSync(made().pathOn(host, 'builds', BUILD, 'once')));
  expect(ran).toHaveLength(1);
  const logs = hosts.map((host) => readFileSync(join(made().pathOn(host), '../log'), 'utf8'));
  expect(logs.toSorted()).toEqual(['each\n', 'each\n', 'once\neach\n']);
});
