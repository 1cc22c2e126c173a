// Type-checks the TypeScript and JavaScript of all pages at once, with the settings of a user's project.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../prepare.mjs';
import { inPages, work } from './page-folder.mjs';

/** The settings of `fck plugin create`, and JavaScript too. */
const options = {
  target: 'ES2023',
  module: 'NodeNext',
  strict: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  skipLibCheck: true,
  types: ['node'],
  noEmit: true,
};
const javascript = {
  ...options,
  verbatimModuleSyntax: false,
  allowJs: true,
  checkJs: true,
  maxNodeModuleJsDepth: 0,
};

/** @returns {string[]} the compiler's errors, with their places on the pages */
export function checkTypes(files) {
  return [...compile('ts', options, files), ...compile('js', javascript, files)];
}

function compile(language, compilerOptions, files) {
  const own = files.filter(({ block }) => block.language === language).map(({ path }) => path);
  if (own.length === 0) return [];
  const project = join(work, `tsconfig.${language}.json`);
  writeFileSync(project, JSON.stringify({ compilerOptions, files: own }));
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-p', project, '--pretty', 'false'],
    { cwd: work, encoding: 'utf8' },
  );
  return stdout
    .split('\n')
    .filter((line) => /error TS\d+/.test(line))
    .map((line) => inPages(line).replace(/\((\d+),(\d+)\): error /, ':$1: '));
}
