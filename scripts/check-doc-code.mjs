// Fails if code of a Markdown page is wrong: TypeScript and JavaScript are type-checked, plugins loaded, tests run,
// configurations checked by the official plugins and those of the page, JSON read, calls of fck looked up.
// A block names its file (```ts smoke.ts), or says why it is incomplete (```ts fragment: why).
import { readdirSync } from 'node:fs';
import { blocksOf } from './doc-code/blocks.mjs';
import { checkCommands } from './doc-code/check-commands.mjs';
import { checkConfigs } from './doc-code/check-configs.mjs';
import { checkTypes } from './doc-code/check-types.mjs';
import { loadPlugins } from './doc-code/load-plugins.mjs';
import { emptyWork, placeOf, writePage } from './doc-code/page-folder.mjs';
import { runTests } from './doc-code/run-tests.mjs';
import { prepare, root } from './prepare.mjs';

prepare();
emptyWork();
const problems = [];
const allFiles = [];
for (const page of pages()) {
  const blocks = blocksOf(page);
  const written = writePage(page, blocks);
  const plugins = await loadPlugins(written);
  const configs = await checkConfigs(written);
  problems.push(
    ...written.problems,
    ...plugins.problems,
    ...configs.problems,
    ...(await checkCommands(blocks, [...plugins.tasks, ...configs.tasks])),
    ...blocks.flatMap(jsonProblems),
  );
  allFiles.push(...written.files);
}
problems.push(...checkTypes(allFiles));
if (problems.length === 0) problems.push(...runTests(allFiles));

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stderr.write(
  problems.length === 0 ? `${allFiles.length} blocks of code hold.\n` : `${problems.length} problems\n`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

function pages() {
  const below = (folder, isPage) =>
    readdirSync(`${root}/${folder}`, { recursive: true, encoding: 'utf8' })
      .filter((file) => !file.includes('node_modules') && isPage(file))
      .map((file) => `${folder}/${file}`);
  return [
    'README.md',
    'CONTRIBUTING.md',
    ...below('docs', (file) => file.endsWith('.md')),
    ...readdirSync(`${root}/packages`).map((name) => `packages/${name}/README.md`),
    ...below('examples', (file) => file.endsWith('README.md')),
  ];
}

function jsonProblems(block) {
  const documents = { json: [block.text], jsonl: block.text.trim().split('\n') }[block.language] ?? [];
  try {
    for (const text of documents) JSON.parse(text);
    return [];
  } catch (thrown) {
    return [`${placeOf(block)}: ${thrown.message}`];
  }
}
