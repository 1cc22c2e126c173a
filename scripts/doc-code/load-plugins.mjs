// Loads the plugins of the pages: each has to register or tap something, without an error.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { inPages, placeOf, write } from './page-folder.mjs';

/** Whether a file is a plugin or a preset, by its default export or all its exports. */
export function isPlugin({ block, path }) {
  return (
    ['ts', 'js'].includes(block.language) &&
    block.fragment === undefined &&
    !/\.test\.|\.config\.|\/tasks\//.test(path) &&
    /^export default |^module\.exports = (?!\{ \w+(, \w+)* \})/m.test(block.text)
  );
}

/** Whether a file is a configuration in TypeScript or JavaScript. */
export function isConfig({ block }) {
  return /^fck\.config\.[cm]?[jt]s$/.test(block.name ?? '');
}

/** Loads each plugin of a page by itself, unless a configuration of the page loads it with options. */
export async function loadPlugins({ folder, files }) {
  const configured = files.filter((file) => file.block.language === 'yaml' || isConfig(file));
  const isConfigured = (path) =>
    configured.some(({ path: config }) =>
      readFileSync(config, 'utf8').includes(`./${relative(folder, path)}`),
    );
  const problems = [];
  const tasks = [];
  for (const file of files.filter(isPlugin)) {
    const loaded = await load(folder, file);
    if (loaded.problem === undefined) tasks.push(...loaded.tasks);
    else if (!isConfigured(file.path)) problems.push(loaded.problem);
  }
  return { problems, tasks };
}

async function load(folder, { block, path }) {
  const { createFck } = await import('../../packages/cli/dist/index.js');
  const { pluginReports } = await import('@fck/core/host');
  const own = `./${relative(folder, path)}`;
  const configFile = write(
    folder,
    `load-${block.line}.json`,
    JSON.stringify({ name: 'docs', plugins: [own], roles: { web: {} } }),
  );
  try {
    const fck = await createFck({ configFile });
    const reports = pluginReports(fck);
    const idle =
      reports.length === 0 ||
      reports.every(({ registered, taps }) => Object.keys(registered).length + taps.length === 0);
    return idle
      ? { problem: `${placeOf(block)}: the plugin registers and taps nothing` }
      : { tasks: fck.tasks.entries().map(({ name, value }) => [name, value]) };
  } catch (thrown) {
    return { problem: `${placeOf(block)}: ${inPages(`${thrown.message} ${thrown.detail ?? ''}`)}` };
  }
}
