// Which modules share a file. Node needs a millisecond to load a file.

/**
 * Modules that every command with a project needs, and those that show errors, so that a command can still show its error if an
 * update replaces the bundle meanwhile.
 */
const ofProjects = [
  /packages\/core\/dist\//,
  /packages\/plugin-(?!aws)[a-z-]+\/dist\/index\.js$/,
  /packages\/cli\/dist\/(foreign\/guard-process|index|official-plugins|show-error|usage-errors|working-folder)\.js$/,
  /packages\/cli\/dist\/(terminal\/|verbs\/(perform-run|print-result|run|tasks|up)\.js$)/,
  /node_modules\/(cosmiconfig|package-manager-detector|fast-string-width|fast-string-truncated-width|tapable|yaml|zod)\//,
];

/**
 * Divides modules into files: those that every command needs, those that commands with a project need, and the rest by imports.
 *
 * @param entry the module that the bundle begins with
 */
export function chunksFrom(entry) {
  let atOnce;
  return {
    groups: [
      {
        debugName: 'start',
        name: (id, context) => {
          atOnce ??= importedBy(entry, (module) => context.getModuleInfo(module)?.importedIds ?? []);
          return atOnce.has(id) ? 'start' : null;
        },
        priority: 3,
      },
      { name: 'project', test: (id) => ofProjects.some((pattern) => pattern.test(id)), priority: 2 },
      // Modules that most projects do not load: each plugin for AWS, and their shared modules.
      { name: 'aws-account', test: /packages\/aws-account\/dist\//, priority: 1 },
      { name: 'aws-fleet', test: /packages\/plugin-aws-fleet\/dist\// },
      { name: 'aws', test: /packages\/plugin-aws\/dist\// },
    ],
  };
}

/** All static imports of a module, direct and indirect. */
function importedBy(entry, importsOf) {
  const found = new Set();
  const waiting = [entry];
  for (const id of waiting)
    for (const next of importsOf(id)) {
      if (found.has(next)) continue;
      found.add(next);
      waiting.push(next);
    }
  return found;
}
