import { mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { folderHosts } from '@fck/testing';
import { expect, it } from 'vitest';
import { dataSchema } from '../config/data-section.js';
import { buildProject } from './build-plugin.test.helper.js';

const FIRST = 'shop_00001_abc1234';
const projectWith = (data: object, files: Readonly<Record<string, string>> = { 'app.py': '' }, recipe = {}) =>
  buildProject({ data, roles: { web: { hosts: folderHosts('one'), build: { write: { files, recipe } } } } });

it('a build has links to the data that outlives it', async () => {
  const project = await projectWith(
    { media: 750, 'var/db.sqlite3': 'file' },
    { 'app.py': '', 'media/.gitkeep': '', 'var/note': '' },
  );
  await project.fck.run(['build']);
  const target = (path: string) => readlinkSync(project.pathOn('one', 'builds', FIRST, path));
  expect(target('media')).toBe(project.pathOn('one', 'data', 'media'));
  expect(target('var/db.sqlite3')).toBe(project.pathOn('one', 'data', 'var/db.sqlite3'));
  mkdirSync(project.pathOn('one', 'data', 'media'), { recursive: true });
  writeFileSync(project.pathOn('one', 'data', 'media/cat.png'), 'meow');
  expect(readFileSync(project.pathOn('one', 'builds', FIRST, 'media/cat.png'), 'utf8')).toBe('meow');
});

it('files of the commit are not hidden: the build fails, and nothing of it stays', async () => {
  const project = await projectWith({ media: 'folder' }, { 'media/logo.png': '' });
  await expect(project.fck.run(['build'])).rejects.toMatchObject({
    code: 'DATA_IN_BUILD',
    message: expect.stringContaining('media is to be data'),
  });
  expect(project.buildsOn('one')).toEqual([]);
});

it('other data makes a new build', async () => {
  const project = await projectWith({ media: 'folder' }, undefined, { code: '1' });
  await project.fck.run(['build']);
  await project.fck.run(['build']);
  expect(project.buildsOn('one')).toHaveLength(1);
  const { fck } = project;
  const values = new Map([...fck.project.values, ['data', dataSchema().parse({ other: 'folder' })]]);
  fck.project = { ...fck.project, values };
  await project.fck.run(['build']);
  expect(project.buildsOn('one')).toHaveLength(2);
});

it.each([
  [{ media: '0755' }, { media: { kind: 'folder', mode: 0o755 } }],
  [{ media: 770 }, { media: { kind: 'folder', mode: 0o770 } }],
  [{ 'a/b.db': 'file' }, { 'a/b.db': { kind: 'file', mode: 0o640 } }],
  [{ '../a': 'file' }, undefined],
  [{ '/a': 'file' }, undefined],
  [{ 'a/../../b': 'file' }, undefined],
  [{ media: 999 }, undefined],
  [{ media: 'link' }, undefined],
])('data: %j', (given, expected) => {
  expect(dataSchema().safeParse(given).data).toEqual(expected);
});
