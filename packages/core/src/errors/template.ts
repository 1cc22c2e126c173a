import { errorKind, type Place } from './fck-error.js';

/** What can be wrong with how a plugin changes another one's template. */
export const templateErrors = {
  wrongOverride: errorKind(
    'OVERRIDE_SHAPE',
    'A template was overridden with something that is not a function.',
    (template: string, found: string, plugin: string) => ({
      message: `The override of the template "${template}" is ${found}, not a function.`,
      hint: `Write fck.templates.override('${template}', (text, data) => …), which returns the text to write instead.`,
      plugin,
    }),
  ),
  noText: errorKind(
    'TEMPLATE_NO_TEXT',
    'The override of a template returned no text.',
    (template: string, found: string, plugin: string, where?: Place) => ({
      message: `The override of the template "${template}" returned ${found} instead of a text.`,
      hint: 'An override returns the text to write (no promise), or `text` itself to change nothing.',
      plugin,
      where,
    }),
  ),
  broken: errorKind(
    'TEMPLATE_BROKEN',
    'The override of a template removed a part that the plugin needs, such as the location that verifies a switch. Nothing was written.',
    (template: string, missing: readonly string[], plugin: string, where?: Place) => ({
      message: `After the override of the plugin "${plugin}", the template "${template}" does not have ${missing.join(', and ')}.`,
      hint: `Keep that part, or take ${plugin} out of \`plugins:\`. \`fck explain ${template}\` lists the data of the template.`,
      plugin,
      where,
    }),
  ),
};
