// Fails if docs/ does not document a key of the configuration, a tool, a task, a command, an option, an error, a hook or a registry;
// if a generated page is outdated; if a page names a source file that does not exist; or if a link is broken.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { officialFck } from './docs/official-fck.mjs';
import { generatedPages } from './docs/pages.mjs';
import { keysOf } from './docs/schema-keys.mjs';
import { prepare, root } from './prepare.mjs';

prepare();
const problems = [];
const page = (file) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '');
const fck = await officialFck();

checkSections(page('docs/configuration.md'));
await checkCommands(page('docs/commands.md'));
checkExtensionPoints(page('docs/plugins/README.md'));
checkErrorCodes(page('docs/errors.md'));
for (const [file, text] of await generatedPages())
  if (page(file) !== text) problems.push(`${file} is old: run node scripts/generate-docs.mjs`);
checkFileNames('docs/architecture.md');
checkEndsOfSearch(page('docs/configuration.md'), page('docs/ancestor.md'));
checkContradictions();
checkPromises(page('README.md'), page('docs/reliability.md'));
for (const file of ['docs/reliability.md', 'docs/security.md']) checkTestsAreThere(file);
for (const file of markdownFiles()) checkLinks(file, page(file));

for (const problem of problems) process.stderr.write(`${problem}\n`);
process.stderr.write(
  problems.length === 0 ? 'The documentation is complete.\n' : `${problems.length} problems\n`,
);
process.exitCode = problems.length === 0 ? 0 : 1;

/** Each page that says where the search for a configuration ends has to agree with the code. */
function checkEndsOfSearch(...pages) {
  const source = page('packages/core/src/config/search.ts');
  const [, list = ''] = /const ends = \[([^\]]*)\]/.exec(source) ?? [];
  const ends = [...list.matchAll(/'([^']+)'/g)].map(([, name]) => name);
  if (ends.length === 0)
    problems.push('packages/core/src/config/search.ts names nothing that ends the search');
  for (const text of pages)
    for (const end of ends)
      if (!text.includes(`\`${end}\``))
        problems.push(`a page about the search for a configuration lacks \`${end}\``);
}

/** Sentences that were once on a page and are not true. */
function checkContradictions() {
  const untrue = {
    'docs/security.md': /Not yet:/,
    'docs/performance.md': /not met/,
    'packages/plugin-python-build/README.md': /failed build leaves nothing behind/,
  };
  for (const [file, pattern] of Object.entries(untrue))
    if (pattern.test(page(file))) problems.push(`${file} says what is not so: ${pattern}`);
}

/** Each key has a heading, and below it all keys that it may contain. */
function checkSections(text) {
  const blocks = new Map(
    text.split(/^#{2,4} /m).map((block) => [/`([^`]+)`/.exec(block.split('\n', 1)[0])?.[1] ?? '', block]),
  );
  for (const { path, schema } of sections()) {
    const block = blocks.get(path);
    if (block === undefined) problems.push(`docs/configuration.md has no heading for \`${path}\``);
    else
      for (const key of keysOf(schema))
        if (!block.includes(`\`${key}\``))
          problems.push(`docs/configuration.md: \`${path}\` lacks \`${key}\``);
  }
}

/** All keys of a configuration, by their path below the project or the role. */
function sections() {
  const places = {
    project: '',
    role: 'role.',
    'role.provision': 'provision.',
    'role.build': 'build.',
    'role.activate': 'activate.',
  };
  const registered = (registry, place) =>
    registry.entries().map(({ name, value }) => ({ path: `${place}.${name}`, schema: value.schema }));
  return [
    ...fck.sections.all().map(({ at, name, schema }) => ({ path: `${places[at]}${name}`, schema })),
    ...registered(fck.builders, 'build'),
    ...registered(fck.services, 'activate'),
    ...registered(fck.proxies, 'activate'),
  ];
}

async function checkCommands(text) {
  const { verbs } = await import('../packages/cli/dist/verbs/catalogue.js');
  const { Command } = await import('commander');
  const { declareGlobalOptions } = await import('../packages/cli/dist/global-options.js');
  const program = new Command();
  declareGlobalOptions(program);
  const groups = fck.commands.entries().flatMap(({ name, value }) =>
    Object.entries(value.commands).map(([verb, command]) => ({
      ...command,
      name: `${value.word ?? name} ${verb}`,
    })),
  );
  for (const { name, options = {} } of [...verbs, ...groups]) {
    if (!text.includes(`\`fck ${name}`)) problems.push(`docs/commands.md lacks fck ${name}`);
    for (const option of Object.keys(options))
      if (!text.includes(`--${option}`)) problems.push(`docs/commands.md lacks --${option} of fck ${name}`);
  }
  for (const { long } of program.options)
    if (!text.includes(long)) problems.push(`docs/commands.md lacks ${long}`);
  for (const { name, value } of fck.tasks.entries()) {
    if (!text.includes(`\`${name}\``)) problems.push(`docs/commands.md lacks the task ${name}`);
    for (const argument of Object.keys(value.args ?? {}))
      if (!text.includes(`--${argument}`))
        problems.push(`docs/commands.md lacks --${argument} of the task ${name}`);
  }
}

function checkExtensionPoints(text) {
  const isRegistry = (value) => typeof value?.register === 'function';
  for (const hook of Object.keys(fck.hooks))
    if (!text.includes(`\`${hook}\``)) problems.push(`docs/plugins/README.md lacks the hook ${hook}`);
  for (const [name, value] of Object.entries(fck))
    if (isRegistry(value) && !text.includes(`\`fck.${name}\``) && name !== 'sections')
      problems.push(`docs/plugins/README.md lacks the registry fck.${name}`);
}

/** Finds codes in the text of the sources, however they are thrown. EPIPE and the like are codes of the system. */
function checkErrorCodes(text) {
  const sources = readdirSync(join(root, 'packages'), { recursive: true, encoding: 'utf8' }).filter(
    (file) => /^[^/]+\/src\/.*\.ts$/.test(file) && !/\.(test|fixture)\b/.test(file),
  );
  for (const file of sources) {
    const source = readFileSync(join(root, 'packages', file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
    const codes = source.matchAll(/(?:errorKind\(|\bcode:)\s*'([A-Z][A-Z_]{3,})'/g);
    for (const [, code] of codes)
      if (!/^E[A-Z]+$/.test(code) && !text.includes(`\`${code}\``))
        problems.push(`docs/errors.md lacks ${code} (packages/${file})`);
  }
}

/** Named source files (`ssh.ts`, `plugin-git/src/checkout.ts`) have to exist somewhere below packages. */
function checkFileNames(file) {
  const files = readdirSync(join(root, 'packages'), { recursive: true, encoding: 'utf8' }).map(
    (path) => `/${path}`,
  );
  for (const [, name] of page(file).matchAll(/`([\w./-]+\.(?:ts|js))`/g))
    if (
      !existsSync(join(root, name)) &&
      !files.some((path) => !path.includes('/dist/') && path.endsWith(`/${name}`))
    )
      problems.push(`${file} names ${name}, which does not exist`);
}

/** Each promise in bold in the README has to have a row with the tests for it. */
function checkPromises(readme, reliability) {
  for (const [, promise] of readme.matchAll(/^- \*\*(.+?)\*\*/gm))
    if (!reliability.includes(`| ${promise} |`))
      problems.push(`docs/reliability.md does not say which test holds "${promise}"`);
}

function checkTestsAreThere(file) {
  for (const [, test] of page(file).matchAll(/`((?:e2e|packages|scripts)\/[\w./-]+)`/g))
    if (!existsSync(join(root, test))) problems.push(`${file} names ${test}, which does not exist`);
}

function markdownFiles() {
  const ofDocs = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.md'),
  );
  const ofPackages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/README.md`);
  return [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    ...ofDocs.map((file) => `docs/${file}`),
    ...ofPackages,
  ];
}

/** Links and pictures within the repository, to files and to headings. */
function checkLinks(file, text) {
  for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)|src="([^"]+)"/g)) {
    if (link === undefined || /^[a-z]+:/.test(link)) continue;
    const [path = '', heading] = link.split('#');
    const target = path === '' ? file : join(dirname(file), path);
    if (!existsSync(join(root, target))) problems.push(`${file} links to ${link}, which does not exist`);
    else if (heading !== undefined && !anchorsOf(page(target)).includes(heading))
      problems.push(`${file} links to ${link}, and there is no such heading`);
  }
}

function anchorsOf(text) {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-'),
  );
}
