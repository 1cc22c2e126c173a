// Checks the YAML of the pages as fck does: whole configurations, role files, and parts of them in their place.
import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { parseDocument } from 'yaml';
import { officialFck } from '../docs/official-fck.mjs';
import { isConfig, isPlugin } from './load-plugins.mjs';
import { inPages, placeOf, write } from './page-folder.mjs';

/** `!env` finds a value for every name: a URL, which is a text too. */
const anyEnvironment = new Proxy(
  {},
  { get: (_, name) => `https://example.com/${String(name)}`, has: () => true },
);

/**
 * Checks every YAML block of a page that is not marked as something else, and every configuration in TypeScript.
 *
 * @returns problems, and the tasks of the configurations' plugins
 */
export async function checkConfigs({ folder, files }) {
  const results = [];
  for (const { block, path } of files.filter(isConfig)) results.push(await check(block, path));
  for (const { block } of files.filter(({ block }) => block.language === 'yaml')) {
    const document = parseDocument(block.text, { customTags: [envTag] });
    if (document.errors.length > 0)
      results.push({ problems: [`${placeOf(block)}: ${document.errors[0].message}`], tasks: [] });
    else if (block.fragment === undefined)
      results.push(
        await checkInPlace(block, document.toJS(), join(folder, dirname(block.name ?? '.')), files),
      );
  }
  return {
    problems: results.flatMap(({ problems }) => problems),
    tasks: results.flatMap(({ tasks }) => tasks),
  };
}

const envTag = { tag: '!env', resolve: (name) => `value-of-${name}` };

async function checkInPlace(block, value, folder, files) {
  const local = files.filter(isPlugin).map(({ block: each }) => each);
  const plugins = [
    ...(await officialFck()).plugins.map(({ name }) => name),
    ...local.filter(({ name }) => name?.endsWith('.ts')).map(({ name }) => `./${name}`),
  ];
  const place = await placeFor(value, folder, plugins, block);
  const configFile =
    place.level === 'project' ? projectFile(block, value, folder) : roleFile(block, place, folder, plugins);
  if (place.level === 'project') standIn(value, folder);
  return check(block, configFile);
}

/** The level that the keys of a block belong to: the first one that knows one of them. */
async function placeFor(value, folder, plugins, block) {
  const { createFck } = await import('../../packages/cli/dist/index.js');
  const configFile = write(
    folder,
    `keys-${block.line}.json`,
    JSON.stringify({ name: 'docs', plugins, roles: { web: {} } }),
  );
  const fck = await createFck({ configFile }).catch(() => officialFck());
  const named = (at) =>
    fck.sections
      .all()
      .filter((section) => section.at === at)
      .map(({ name }) => name);
  const registered = (...registries) =>
    registries.flatMap((registry) => registry.entries().map(({ name }) => name));
  const levels = {
    project: ['name', 'roles', 'plugins', ...named('project')],
    role: ['hosts', 'provision', 'build', 'activate', 'user', ...named('role')],
    'role.provision': named('role.provision'),
    'role.build': [...named('role.build'), ...registered(fck.builders)],
    'role.activate': [...named('role.activate'), ...registered(fck.services, fck.proxies)],
  };
  const keys = Object.keys(value ?? {});
  const level =
    Object.keys(levels).find((each) => keys.some((key) => levels[each].includes(key))) ?? 'project';
  return { level };
}

/** The block as the project's configuration, completed. */
function projectFile(block, value, folder) {
  const missing = [
    ...('name' in value ? [] : ['name: docs']),
    ...('roles' in value ? [] : ['roles: { web: { hosts: [local] } }']),
  ];
  return write(
    folder,
    `config-${block.line}.yaml`,
    `${'\n'.repeat(block.line - 1)}${block.text}${missing.join('\n')}\n`,
  );
}

/** The block as a role's file, below the key that it belongs to. */
function roleFile(block, { level }, folder, plugins) {
  const inside = level === 'role' ? '' : `${level.slice('role.'.length)}:`;
  const text = inside === '' ? block.text : block.text.replaceAll(/^(?=.)/gm, '  ');
  const role = `role-${block.line}.yaml`;
  write(folder, role, `${'\n'.repeat(block.line - 2)}${inside}\n${text}`);
  return write(
    folder,
    `config-${block.line}.json`,
    JSON.stringify({ name: 'docs', plugins, roles: { web: `./${role}` } }),
  );
}

async function check(block, configFile) {
  const { createFck } = await import('../../packages/cli/dist/index.js');
  try {
    const fck = await createFck({ configFile, env: anyEnvironment });
    await fck.loadTasks();
    // The hook validate also looks for files and repositories, which pages do not have.
    const tools = fck.project.roles.flatMap((role) => fck.coreSections.tools.of(role) ?? []);
    const unknown = tools.filter((tool) => !tool.startsWith('package:') && !fck.tools.has(tool));
    return {
      problems: unknown.map((tool) => `${placeOf(block)}: there is no tool "${tool}"`),
      tasks: fck.tasks.entries().map(({ name, value }) => [name, value]),
    };
  } catch (thrown) {
    const problems = (thrown.problems ?? [thrown]).map(
      ({ message, where }) => `${block.page}:${where?.line ?? block.line}: ${inPages(String(message))}`,
    );
    return { problems, tasks: [] };
  }
}

/** Existing files in place of role files and plugins that a configuration names and the page does not show. */
function standIn({ roles = {}, plugins = [] }, folder) {
  for (const role of Object.values(roles))
    if (typeof role === 'string' && !existsSync(join(folder, role))) write(folder, role, 'hosts: [local]\n');
  for (const entry of plugins) {
    const [named] = [entry].flat().map((each) => (typeof each === 'string' ? each : Object.keys(each)[0]));
    if (named?.startsWith('.') && !existsSync(join(folder, named)))
      write(folder, named, `export default { name: '${basename(named, extname(named))}', apply() {} };\n`);
  }
}
