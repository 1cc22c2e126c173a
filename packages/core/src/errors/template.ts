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
      hint: 'An override returns the text to write, at once; `text` itself if nothing is to change.',
      plugin,
      where,
    }),
  ),
  broken: errorKind(
    'TEMPLATE_BROKEN',
    'The override of a template took something away that the plugin which writes the file cannot do without: what proves a switch, say. Nothing was written.',
    (template: string, missing: readonly string[], plugin: string, where?: Place) => ({
      message: `After the override of the plugin "${plugin}", the template "${template}" lacks ${missing.join(', and ')}.`,
      hint: `Change less of it, or take ${plugin} out of \`plugins:\`. \`fck explain ${template}\` says what the template is made from.`,
      plugin,
      where,
    }),
  ),
};
