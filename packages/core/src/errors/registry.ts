import { errorKind, type Place } from './fck-error.js';
import { nearestTo } from './nearest.js';

/** What can be wrong with the entries of registries. */
export const registryErrors = {
  unknown: errorKind(
    'NAME_UNKNOWN',
    'A name was used that no loaded plugin registered. The message lists the nearest known names.',
    (kind: string, name: string, known: readonly string[], hint?: string) => {
      const near = nearestTo(name, known);
      return {
        message: `There is no ${kind} named "${name}".${near.length > 0 ? ` Did you mean ${near.map((n) => `"${n}"`).join(' or ')}?` : ''}`,
        hint:
          hint ??
          (known.length > 0
            ? `Known: ${[...known].sort().join(', ')}.`
            : `No ${kind} is registered: is its plugin loaded?`),
      };
    },
  ),
  noSuchMember: errorKind(
    'REGISTRY_UNKNOWN',
    'A plugin asked for something of `fck` that does not exist: a mistyped registry.',
    (name: string, near: readonly string[], plugin: string, where?: Place) => ({
      message: `There is no fck.${name}. Did you mean ${near.map((known) => `fck.${known}`).join(' or ')}?`,
      hint: `Correct the name. A plugin for several versions of fck checks first: '${near[0]}' in fck.`,
      plugin,
      where,
    }),
  ),
  duplicate: errorKind(
    'NAME_TAKEN',
    'Two plugins registered the same name. Remove one of them from the `plugins:` list.',
    (kind: string, name: string, owner: string, second: string, heldAs?: string) => ({
      message: `The ${kind} "${name}" is already registered by ${owner}${heldAs === undefined ? '' : `, as a ${heldAs}`}; ${second} cannot register it again.`,
      hint:
        owner === second
          ? `${owner} registers it twice: this is an error in the plugin.`
          : owner === 'core'
            ? `fck itself has one of that name: ${second} has to use another name.`
            : 'Remove one of the two from `plugins:`.',
      plugin: second,
    }),
  ),
  choice: errorKind(
    'CHOICE_NEEDED',
    'A role needs exactly one of a kind (a process manager, a reverse proxy), and none or several are loaded.',
    (kind: string, known: readonly string[], howToChoose: string, whoBringsOne?: string) => ({
      message:
        known.length === 0
          ? `No ${kind} is loaded.`
          : `Several are loaded as ${kind}: ${known.join(', ')}. Choose one.`,
      hint:
        known.length === 0 ? (whoBringsOne ?? 'Add a plugin that provides one to `plugins:`.') : howToChoose,
    }),
  ),
  tooLate: errorKind(
    'REGISTERED_TOO_LATE',
    'Something was registered, or a hook tapped, after the plugins were applied. By then the configuration is checked and the run is planned.',
    (plugin: string | undefined, what: string, where?: Place) => ({
      message: `${plugin === undefined ? '' : `The plugin "${plugin}" comes too late: `}${what} is registered after ${plugin === undefined ? 'the configuration was read' : 'its `apply` returned'}.`,
      hint: 'Register and tap in `apply`, or in functions that it awaits, not in a timer, a tap or a task.',
      where,
      plugin,
    }),
  ),
  apiTooEarly: errorKind(
    'API_TOO_EARLY',
    'A plugin read the API of another plugin in `apply`, and no plugin before it exposes it.',
    (name: string, plugin: string, where?: Place) => ({
      message: `The plugin "${plugin}" reads the API "${name}" while it is applied, and no plugin before it exposes that.`,
      hint: `In \`apply\`, only keep it: \`const api = fck.use('${name}')\`. Read it in taps and tasks, and call fck.useIfExposed() there.`,
      plugin,
      where,
    }),
  ),
  apiReadOnly: errorKind(
    'API_READ_ONLY',
    'A plugin changed a member of an API that another plugin exposes.',
    (name: string, member: string, owner: string, where?: Place) => ({
      message: `The member "${member}" of the API "${name}" cannot be changed from outside.`,
      hint: 'Call a function of the API, or ask its author for one that changes it.',
      plugin: owner,
      where,
    }),
  ),
  wrongShape: errorKind(
    'ENTRY_SHAPE',
    'A registered entry does not have a member that every entry of its kind must have.',
    (kind: string, name: string, missing: string, found: string, owner: string) => ({
      message: `The ${kind} "${name}" needs ${missing}, but has ${found}.`,
      hint: `The types of @fck/core define the members of a ${kind}; docs/plugins/ shows one.`,
      plugin: owner,
    }),
  ),
};
