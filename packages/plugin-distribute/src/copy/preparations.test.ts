import { readdirSync } from 'node:fs';
import { definePlugin, sh } from '@fck/core';
import { folderHosts, testFck } from '@fck/testing';
import { expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import distribute from '../index.js';

/** Writes a build with one file; the second one fails once the other host has prepared its copy. */
const tree = definePlugin({
  name: 'tree',
  apply(fck) {
    fck.builders.register('tree', {
      about: 'writes one file',
      kind: 'made',
      schema: z.strictObject({}),
      async build(context) {
        const { number, remote, paths, hostsOf, remoteOf } = context;
        context.unchanged({ number: String(number) });
        if (number === 2) {
          const [, other] = await hostsOf('web');
          if (!other) throw new Error('the role has two hosts');
          const prepared = sh`[ -e ${`${context.paths.builds}/.incoming-ahead.lists/token`} ]`;
          const there = remoteOf(other);
          await there.expect('its preparation to be complete', prepared);
          throw new Error('the tests fail');
        }
        const name = context.nameFor('abc1234');
        await remote.run(sh`mkdir -p ${paths.build(name)}`, { title: 'make its folder' });
        await remote.write(`${paths.build(name)}/file`, 'content');
        return { name, commit: 'abc1234', sources: [] };
      },
    });
  },
});

it('a build that fails leaves hosts that had prepared its copy as they were', async () => {
  const web = { hosts: folderHosts('web-1', 'web-2'), build: { tree: {} } };
  const project = await testFck({ name: 'shop', roles: { web } }, [tree, distribute]);
  onTestFinished(() => project.remove());
  await project.fck.run(['build']);
  const builds = () => readdirSync(project.pathOn('web-2', 'builds')).toSorted();
  const before = builds();
  await expect(project.fck.run(['build'])).rejects.toThrow('the tests fail');
  expect(builds()).toEqual(before);
});
