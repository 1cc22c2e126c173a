// Fails if an import breaks a rule. Core imports no other package of ours. Plugins and examples import only what '@fck/core' exports, or a
// library made for them; the command and '@fck/testing' also what '@fck/core/host' exports. Tests may also use '@fck/testing', those of
// core SSH, and those of the command the official plugins. Within a package, imports run down the layers of layers.mjs and form no
// circle. A library has to be among the package's own dependencies: in this repository, any that another package has is found, too.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { layerProblems } from './check-layers.mjs';
import { importsBelow, importsIn } from './imports.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const OURS = /^(@fck\/|fck-plugin-|fck-preset-)/;
/** Packages that are no plugins, and those that use them. */
const LIBRARIES = { '@fck/aws-account': ['packages/plugin-aws', 'packages/plugin-aws-fleet'] };

const problems = foldersOfCode().flatMap((folder) => [
  ...sourceFiles(folder).flatMap((file) => problemsIn(file, folder)),
  ...problemsBetweenModules(folder),
]);
for (const problem of problems) process.stderr.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;

function problemsBetweenModules(folder) {
  const sources = join(root, folder, 'src');
  if (!existsSync(sources)) return [];
  return layerProblems(basename(folder), importsBelow(sources)).map((problem) => `${folder}/src: ${problem}`);
}

/** Each package, and each example plugin. */
function foldersOfCode() {
  return ['packages', 'examples/plugins'].flatMap((parent) =>
    readdirSync(join(root, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `${parent}/${name}`),
  );
}

function sourceFiles(folder) {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[cm]?[jt]s$/.test(file) && !/(^|\/)(dist|node_modules|templates|e2e)\//.test(file))
    .map((file) => `${folder}/${file}`);
}

function problemsIn(file, folder) {
  return importsIn(readFileSync(join(root, file), 'utf8')).flatMap(({ name }) => {
    const why = name.startsWith('.') ? whyNotFile(file, folder, name) : whyNotPackage(file, folder, name);
    return why === undefined ? [] : [`${file} imports ${name}: ${why}.`];
  });
}

function whyNotFile(file, folder, name) {
  const target = relative(join(root, folder), resolve(root, dirname(file), name));
  return target.startsWith('..') ? `that is outside of ${folder}` : undefined;
}

function whyNotLibrary(file, folder, name) {
  // Tests use the libraries of the repository, too.
  // Other text between quotes may look like an import.
  if (!/^(@[a-z0-9-]+\/)?[a-z0-9][a-z0-9._-]*(\/|$)/.test(name)) return undefined;
  if (isBuiltin(name) || isTest(file) || !file.startsWith(`${folder}/src/`)) return undefined;
  const [scope, rest] = name.split('/');
  const library = scope.startsWith('@') ? `${scope}/${rest}` : scope;
  const { dependencies, peerDependencies, optionalDependencies } = JSON.parse(
    readFileSync(join(root, folder, 'package.json'), 'utf8'),
  );
  const known = { ...dependencies, ...peerDependencies, ...optionalDependencies };
  return library in known ? undefined : `${library} is not among the dependencies in ${folder}/package.json`;
}

function isTest(file) {
  return /\.test(\.\w+)?\.ts$/.test(file);
}

function whyNotPackage(file, folder, name) {
  if (!OURS.test(name)) return whyNotLibrary(file, folder, name);
  const [scope, rest] = name.split('/');
  const owner = scope.startsWith('@') ? `${scope}/${rest}` : scope;
  if (owner !== name && name !== '@fck/core/host') return `only what ${owner} itself exports is public`;
  const ofTest = isTest(file);
  if (ofTest && (name === '@fck/testing' || folder === 'packages/cli')) return undefined;
  if (ofTest && folder === 'packages/core' && name === '@fck/plugin-ssh') return undefined;
  if (folder === 'packages/core') return 'core knows nothing of ours';
  if (LIBRARIES[name]?.includes(folder)) return undefined;
  // The command depends on the official plugins, but imports nothing from them.
  // Programs that embed fck.
  if (name === '@fck/core/host' && (ofTest || ['packages/cli', 'packages/testing'].includes(folder)))
    return undefined;
  return name === '@fck/core' ? undefined : 'of ours, only @fck/core may be imported';
}
