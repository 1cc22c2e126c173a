// Which modules share a file. Each file takes Node a millisecond to load.

/**
 * What every command that has a project needs; and what shows errors, so that an update which replaces the bundle while a command runs
 * does not take its last words away.
 */
const ofProjects = [
  /packages\/core\/dist\//,
  /packages\/plugin-(?!aws)[a-z-]+\/dist\/index\.js$/,
  /packages\/cli\/dist\/(index|official-plugins|show-error|usage-errors|working-folder)\.js$/,
  /packages\/cli\/dist\/(terminal\/|verbs\/(perform-run|print-result|run|tasks|up)\.js$)/,
  /node_modules\/(cosmiconfig|package-manager-detector|fast-string-width|fast-string-truncated-width|tapable|yaml|zod)\//,
];

/**
 * Puts modules into files: what every command needs, what those with a project need, and the rest as it is imported.
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
      // What most projects do not load: each plugin for AWS, and what these share.
      { name: 'aws-account', test: /packages\/aws-account\/dist\//, priority: 1 },
      { name: 'aws-fleet', test: /packages\/plugin-aws-fleet\/dist\// },
      { name: 'aws', test: /packages\/plugin-aws\/dist\// },
    ],
  };
}

/** All that a module imports before it runs, and what that imports. */
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
