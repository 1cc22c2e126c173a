import { describe, expect, it } from 'vitest';
import { secret } from '../command/secret.js';
import { failure, load } from './config-folder.test.helper.js';
import { readOnly } from './read-only.js';

/** A project whose plugin runs a statement in a task of sloppy CommonJS, where a frozen object ignores a write. */
const files = (statement: string) => ({
  'fck.yaml': 'name: shop\nplugins: [./wrong.cjs]\nroles:\n  web: {hosts: [local]}\n',
  'wrong.cjs': `module.exports = function wrong(fck) {
  fck.tasks.register('change', {
    about: 'changes the project',
    run: async ({ project, roles: [role], hosts: [host] }) => { ${statement} },
  });
};\n`,
});

describe('the project', () => {
  it.each([
    ['project.name = "x"', 'project.name'],
    ['delete project.keepBuilds', 'project.keepBuilds'],
    ['project.more = 1', 'project.more'],
    ['project.paths.root = "/"', 'project.paths.root'],
    ['project.roles.push(role)', 'project.roles.1'],
    ['role.description = "x"', 'project.roles[0].description'],
    ['role.hosts[0].user = "root"', 'project.roles[0].hosts[0].user'],
    ['role.hostDefaults.ssh.port = 1', 'project.roles[0].hostDefaults.ssh.port'],
    ['role.values.set("hosts", [])', "project.roles[0].values.get('hosts')"],
    ['project.values.clear()', 'project.values'],
    ['project.document.value.name = "x"', 'project.document.value.name'],
  ])('refuses a change, and names the plugin: %s', async (statement, what) => {
    const fck = await load(files(statement));
    await expect(fck.run(['change'])).rejects.toMatchObject({
      code: 'PROJECT_READ_ONLY',
      plugin: 'wrong',
      message: `The plugin "wrong" changes \`${what}\`, which cannot be changed.`,
      where: { line: 4 },
    });
    await fck.close();
  });

  it('is itself for every reader', async () => {
    const fck = await load(files(''));
    const { project } = fck;
    expect(fck.project).toBe(project);
    expect(project.roles.map(({ name }) => name)).toEqual(['web']);
    expect(JSON.parse(JSON.stringify(project.roles[0]?.hosts))).toMatchObject([{ name: 'local' }]);
  });

  it('may be read in apply by no plugin', async () => {
    const wrong = { ...files(''), 'wrong.cjs': 'module.exports = (fck) => { fck.project.name = "x"; };' };
    expect((await failure(wrong)).code).toBe('NOT_LOADED');
  });
});

it('shares instances of classes, and copies what is in a circle', () => {
  const password = secret('hunter2');
  const circle: { self?: unknown; password: unknown } = { password };
  circle.self = circle;
  const copy = readOnly(circle, 'circle');
  expect(copy.password).toBe(password);
  expect(copy.self).toBe(copy);
  circle.password = 'changed';
  expect(copy.password).toBe(password);
});
