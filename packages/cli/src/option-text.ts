import type { Argument } from '@fck/core';
import type { VerbOption } from './verbs/verb.js';

/** The place for an option's value in help and usage: ` <n>`, ` <debug|info>`; nothing for one that is true or false. */
export function placeForValue(option: VerbOption): string {
  switch (option.kind) {
    case 'boolean':
      return '';
    case 'maybe text':
      return ` [${option.value ?? 'value'}]`;
    case 'number':
      return ` <${option.value ?? 'number'}>`;
    case 'choice':
      return ` <${option.choices.join('|')}>`;
    case 'list':
      return ` <${option.choices?.join('|') ?? option.value ?? 'values'},…>`;
    case 'text':
      return ` <${option.value ?? 'value'}>`;
  }
}

/** What an option is for, and where its value comes from if it is not given: `bytes to keep (default: 3, env: KEEP)`. */
export function aboutOption(option: VerbOption): string {
  const more = option.kind === 'maybe text' ? [] : sourcesOf(option);
  return [option.about, ...(more.length > 0 ? [`(${more.join(', ')})`] : [])].filter(Boolean).join(' ');
}

function sourcesOf({ required, default: preset, env }: Argument): string[] {
  const shown = Array.isArray(preset) ? preset.join(',') : preset;
  return [
    ...(required ? ['required'] : []),
    ...(shown === undefined || shown === '' || shown === false ? [] : [`default: ${String(shown)}`]),
    ...(env === undefined ? [] : [`env: ${env}`]),
  ];
}
