import { mkdir } from 'node:fs/promises';
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ExitCode } from '../exit-code.js';
import { ownVersion } from '../own-version.js';
import { pluginToolErrors } from '../plugin-tooling/errors.js';
import { fillTemplate } from '../plugin-tooling/fill-template.js';
import { entryFor, readPluginName } from '../plugin-tooling/plugin-name.js';
import { workingFolder } from '../working-folder.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck plugin create NAME [--js]`: a package that type-checks, tests, lints and packs. Needs no project, overwrites nothing. */
export const pluginCreate: Verb = async (invocation) => {
  const { io, options, operands, own } = invocation;
  const names = readPluginName(operands[0] ?? '');
  const cwd = workingFolder(io, options);
  const folder = resolve(cwd, names.folder);
  await mkdir(folder).catch((thrown: NodeJS.ErrnoException) => {
    throw thrown.code === 'EEXIST' ? pluginToolErrors.folderExists(relative(io.cwd, folder)) : thrown;
  });
  const language = own['js'] === true ? 'javascript' : 'typescript';
  const template = fileURLToPath(new URL(`../../templates/${language}`, import.meta.url));
  const files = await fillTemplate(template, folder, {
    PLUGIN: names.plugin,
    PACKAGE: names.package,
    ENTRY: quotedForYaml(entryFor(names.package)),
    SPECIFIER: names.package,
    VERSION: ownVersion(),
  });
  const shown = relative(io.cwd, folder);
  printResult(invocation, {
    document: { ...names, folder, files },
    text: [
      `Made ${names.package} in ${shown}:`,
      ...files.map((file) => `  ${file}`),
      `Next: cd ${shown} && npm install && npm test`,
    ].join('\n'),
  });
  return ExitCode.done;
};

/** A plain scalar in YAML must not begin with the `@` of a scope. */
function quotedForYaml(text: string): string {
  return text.startsWith('@') ? `'${text}'` : text;
}
