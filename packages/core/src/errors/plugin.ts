import { errorKind, type Place } from './fck-error.js';

/** The plugin, hook and host of some work. */
interface PlaceOfWork {
  readonly plugin: string;
  readonly hook?: string | undefined;
  readonly host?: string | undefined;
}

function hookInWords(work: PlaceOfWork | undefined): string {
  return work?.hook === undefined ? '' : ` in its ${work.hook} hook`;
}

const mistake = 'This is an error in the plugin. --verbose shows where it was thrown.';

/** What can go wrong while plugins are found, run and applied. */
export const pluginErrors = {
  notFound: errorKind(
    'PLUGIN_NOT_FOUND',
    'A plugin named in `plugins:` could not be found. The message lists where fck looked.',
    (
      name: string,
      found: { tried: readonly string[]; near: readonly string[]; hint: string },
      where?: Place,
    ) => ({
      message: `The plugin "${name}" was not found.${didYouMean(found.near)}`,
      detail: `Looked for: ${found.tried.join(', ')}`,
      hint: found.hint,
      where,
    }),
  ),
  version: errorKind(
    'PLUGIN_VERSION',
    'An entry of `plugins:` has a version. fck loads the version that is installed.',
    (entry: string, name: string, where?: Place) => ({
      message: `The entry "${entry}" of \`plugins:\` has a version.`,
      hint: `Write "${name}". fck loads the version that is installed, and package.json says which one that is.`,
      where,
    }),
  ),
  noModule: errorKind(
    'PLUGIN_NO_MODULE',
    'A plugin’s package is installed, but the module that its package.json names does not exist.',
    (from: string, folder: string, where?: Place) => ({
      message: `"${from}" is installed, but has no module: the file that its package.json names under \`exports\` or \`main\` does not exist.`,
      detail: `Looked in: ${folder}`,
      hint: 'If it is a package of your own, build it first (npm run build); if not, install it again.',
      where,
    }),
  ),
  wrongCore: errorKind(
    'PLUGIN_CORE_VERSION',
    'A plugin was made for another version of fck, as `peerDependencies` or `engines.fck` of its package.json says.',
    (
      name: string,
      range: string,
      core: { version: string; fit: 'too old' | 'too new'; install: string },
      where?: Place,
    ) => ({
      message: `The plugin "${name}" needs @fck/core ${range}, and ${core.version} is ${core.fit}.`,
      hint: core.fit === 'too old' ? `Update fck: ${core.install}` : `Update the plugin: ${core.install}`,
      plugin: name,
      where,
    }),
  ),
  failedToLoad: errorKind(
    'PLUGIN_LOAD_FAILED',
    'A plugin was found, but threw while it was loaded or applied.',
    (
      name: string,
      from: string,
      why: string,
      more: { cause: unknown; hint?: string | undefined; where?: Place | undefined },
    ) => ({
      message: `${called(name, from)} could not be loaded: ${why}`,
      hint: more.hint ?? mistake,
      plugin: name,
      where: more.where,
      cause: more.cause,
    }),
  ),
  unawaited: errorKind(
    'PROMISE_UNAWAITED',
    'A promise was rejected that no code awaits, so its work was not done and its error was not handled. The run continues, and ends with this error.',
    (
      work: { plugin: string; hook?: string | undefined; host?: string | undefined } | undefined,
      why: string,
      more: { cause: unknown; where?: Place | undefined },
    ) => ({
      message: `${work ? `The plugin "${work.plugin}" started something` : 'Something was started'} without awaiting it, and it failed: ${why}`,
      hint: 'Put `await` before the call, or `.catch(…)` after it. --verbose shows where it failed.',
      plugin: work?.plugin,
      hook: work?.hook,
      host: work?.host,
      where: more.where,
      cause: more.cause,
    }),
  ),
  uncaught: errorKind(
    'PLUGIN_UNCAUGHT',
    'Code threw in a timer or in the listener of an event, so nothing could catch it. Work of the plugin that was still awaited failed with it; the run ends with this error.',
    (work: PlaceOfWork | undefined, why: string, more: { cause: unknown; where?: Place | undefined }) => ({
      message: `${work ? `The plugin "${work.plugin}"` : 'Something'} threw in a timer or a listener${hookInWords(work)}: ${why}`,
      hint: 'Catch it there, and pass it to what is awaited: `reject(error)`. --verbose shows where it was thrown.',
      ...work,
      where: more.where,
      cause: more.cause,
    }),
  ),
  exits: errorKind(
    'PROCESS_EXIT',
    'Code of a plugin called process.exit, which would end fck in the middle of its work. The process goes on, and the call throws this error.',
    (work: PlaceOfWork | undefined, code: string, where?: Place) => ({
      message: `${work ? `The plugin "${work.plugin}"` : 'Something'} called process.exit(${code})${hookInWords(work)}.`,
      hint: 'Throw an error instead: fck undoes what has to be undone, reports it, and ends with exit code 1.',
      ...work,
      where,
    }),
  ),
  changesFolder: errorKind(
    'PROCESS_FOLDER',
    'Code of a plugin called process.chdir, which would change the working folder for fck and all other plugins. The call throws this error.',
    (work: PlaceOfWork | undefined, folder: string, where?: Place) => ({
      message: `${work ? `The plugin "${work.plugin}"` : 'Something'} called process.chdir(${JSON.stringify(folder)})${hookInWords(work)}.`,
      hint: 'Give the folder to what needs it: `cwd` of child_process.spawn, or a path made with join().',
      ...work,
      where,
    }),
  ),
  nothingLeft: errorKind(
    'NOTHING_LEFT',
    'Something waits for what can never happen: no timer, connection or program is left in the process that could end the wait.',
    () => ({
      message: 'A promise is never settled, and nothing is left that could settle it.',
      hint: 'It is in a module of the project or of a plugin, such as a schema. Is `resolve` called on every path?',
    }),
  ),
  stillOpen: errorKind(
    'PLUGIN_STILL_OPEN',
    'The command is done, but something that a plugin opened keeps the process alive: a timer, a server, a connection or a program. The process is ended.',
    (work: PlaceOfWork | undefined, what: string) => ({
      message: `${work ? `The plugin "${work.plugin}"` : 'Something'} left ${what} open${hookInWords(work)}: fck was done, and would not have ended.`,
      hint: 'Close it in a tap of `done`, or let it not keep the process alive: `.unref()`.',
      ...work,
    }),
  ),
  slowToLoad: errorKind(
    'PLUGIN_TIMEOUT',
    'A plugin did not finish loading or applying in time. While it is applied it may only register and tap, not wait for anything.',
    (name: string, from: string, seconds: number, where?: Place) => ({
      message: `${called(name, from)} was not applied within ${seconds} s: it waits for something that never happens.`,
      hint: '`apply` registers and taps, and should not wait. If it has to, raise `limits: {load: SECONDS}`.',
      plugin: name,
      where,
    }),
  ),
  wrongShape: errorKind(
    'PLUGIN_SHAPE',
    'The export of a plugin module is not a plugin.',
    (name: string, from: string, found: string, hint?: string, where?: Place) => ({
      message: `"${name}" (${from}) exports ${found}, which is not a plugin.`,
      hint: `${hint ? `${hint} ` : ''}A plugin is definePlugin({ name, apply }), a function (fck, options) => …, or an object or class with apply(fck, options); a preset is a list of them.`,
      plugin: name,
      where,
    }),
  ),
  wrongName: errorKind(
    'PLUGIN_NAME',
    'The `name` of a plugin is not a text, has invalid characters, or is `core`, the name of fck itself.',
    (name: unknown, from: string, where?: Place) => ({
      message: `The plugin from ${from} has the name ${JSON.stringify(name) ?? String(name)}, which is not a valid name for a plugin.`,
      hint: 'Use letters, digits, "_", "." and "-"; by convention the name of its package without `fck-plugin-`.',
      where,
    }),
  ),
  wrongSchema: errorKind(
    'SCHEMA_SHAPE',
    'A `schema` does not implement https://standardschema.dev.',
    (whose: string, found: string) => ({
      message: `${whose} has a schema that is ${found}, which is not a Standard Schema.`,
      hint: 'Use zod (3.24 or newer), valibot (1 or newer), arktype, or an object with `~standard`: {version: 1, vendor, validate}.',
    }),
  ),
  twice: errorKind(
    'PLUGIN_TWICE',
    'Two entries of `plugins:` (or of presets in it) bring the same plugin with different options, or two plugins of the same name.',
    (name: string, clash: PluginClash, where?: Place) => ({
      ...('plugins' in clash ? sameName(name, clash.plugins) : otherOptions(name, clash)),
      plugin: name,
      where,
    }),
  ),
  notInPreset: errorKind(
    'PLUGIN_NOT_IN_PRESET',
    'An entry of `plugins:` removes a plugin (`!name` or `name: false`) that no preset before it in the list brings.',
    (
      name: string,
      found: { known: readonly string[]; near: readonly string[]; isListed: boolean },
      where?: Place,
    ) => ({
      message: `No preset before this entry brings a plugin "${name}".${didYouMean(found.near)}`,
      hint: found.isListed
        ? `"${name}" has an entry of its own in the list: remove that one.`
        : found.known.length > 0
          ? `They bring: ${found.known.join(', ')}. An entry removes from the presets before it in the list.`
          : 'An entry removes a plugin from the presets before it in the list, and there are none: move it behind its preset.',
      where,
    }),
  ),
  presetOptions: errorKind(
    'PRESET_OPTIONS',
    'The keys of a preset’s options are the names of its plugins, and one of the keys is not.',
    (from: string, name: string, known: readonly string[], near: readonly string[], where?: Place) => ({
      message: `The preset ${from} has no plugin "${name}".${didYouMean(near)}`,
      hint: `It has: ${known.join(', ')}. Its options are keyed by these names: {${known[0] ?? 'name'}: {…}}.`,
      where,
    }),
  ),
  presetCircle: errorKind(
    'PRESET_CIRCLE',
    'A preset lists itself, or presets list one another in a circle.',
    (members: readonly string[], where?: Place) => ({
      message:
        members.length > 2
          ? `These presets list one another in a circle: ${members.join(' → ')}.`
          : `The preset "${members[0]}" contains itself.`,
      hint:
        members.length > 2
          ? 'Remove one of them from the list of the one before it.'
          : 'Remove it from its own list.',
      where,
    }),
  ),
  wrongEntry: errorKind(
    'PLUGIN_ENTRY',
    'An entry of `plugins:` is neither a name, nor a name with options, nor a plugin.',
    (found: string, where?: Place) => ({
      message: `An entry of \`plugins:\` is ${found}.`,
      hint: 'Write a name, [name, options] or, in YAML, `- name: {options}`.',
      where,
    }),
  ),
  failed: errorKind(
    'PLUGIN_FAILED',
    'A plugin threw something that is not an FckError. This is an error in the plugin.',
    (
      work: { plugin: string; hook?: string | undefined; host?: string | undefined },
      why: string,
      more: { cause: unknown; hint?: string | undefined; where?: Place | undefined },
    ) => ({
      message: `${subjectOf(work.plugin)} failed${work.hook === undefined ? '' : ` in its ${work.hook} hook`}: ${why}`,
      hint: more.hint ?? mistake,
      where: more.where,
      plugin: work.plugin,
      hook: work.hook,
      host: work.host,
      cause: more.cause,
    }),
  ),
};

/** Two plugins that cannot both be loaded: of one name, or the same one with options that differ in some keys. */
type PluginClash =
  | { readonly plugins: readonly [PluginBringer, PluginBringer] }
  | { readonly differing: readonly string[]; readonly by: readonly [string, string] };

interface PluginBringer {
  /** A package, a file, or `inline`. */
  readonly from: string;
  /** The entry or preset that brings it, in words. */
  readonly by?: string | undefined;
}

function sameName(name: string, plugins: readonly PluginBringer[]) {
  const [first, second] = plugins.map(({ from, by }) => (by === undefined ? from : `${from} of ${by}`));
  return {
    message: `Two plugins are named "${name}": ${first} and ${second}.`,
    hint: `Remove one of the two (behind a preset, "!${name}" removes the preset’s), or give one another \`name\`: it identifies registrations and errors.`,
  };
}

function otherOptions(
  name: string,
  { differing, by: [first, second] }: Extract<PluginClash, { by: unknown }>,
) {
  const keys = differing.filter((key) => key !== '');
  const options = keys.map((key) => `${key}: …`).join(', ');
  return {
    message: `The plugin "${name}" is brought twice, and its options${keys.length > 0 ? ` differ in ${keys.map((key) => `"${key}"`).join(', ')}` : ' differ'}: ${first} and ${second}.`,
    hint: `Give both the same options, or remove one. A preset takes options for its plugins, \`- PRESET: {${name}: {${options}}}\`, and leaves one out with \`- PRESET: {${name}: false}\`.`,
  };
}

/** A task of the project is named by its file. */
function subjectOf(plugin: string): string {
  if (plugin === 'core') return 'fck itself';
  return /\.[cm]?[jt]s$/.test(plugin) ? plugin : `The plugin "${plugin}"`;
}

function called(name: string, from: string): string {
  return `The plugin "${name}"${name === from ? '' : ` (${from})`}`;
}

function didYouMean(near: readonly string[]): string {
  return near.length > 0 ? ` Did you mean ${near.map((name) => `"${name}"`).join(' or ')}?` : '';
}
