import { nginxErrors } from './errors.js';

/**
 * Writes text as one word of nginx's configuration, so that nginx reads exactly this text.
 *
 * nginx has no way to write a dollar sign where it expands variables, so it is refused everywhere.
 *
 * @param what names the value in the message: `the folder of static files`
 * @param variables of nginx to write before and after the text
 * @throws FckError `NGINX_VALUE` for text with a dollar sign, a line break or another control character.
 */
export function nginxValue(
  text: string,
  what: string,
  variables: { readonly before?: string; readonly after?: string } = {},
): string {
  if (/\p{Cc}/u.test(text)) throw nginxErrors.value(what, 'a control character or a line break');
  if (text.includes('$')) throw nginxErrors.value(what, 'a dollar sign');
  const { before = '', after = '' } = variables;
  if (before + after === '' && /^[A-Za-z0-9_.:/@%+=,*[\]-]+$/.test(text)) return text;
  return `"${before}${text.replace(/["\\]/g, '\\$&')}${after}"`;
}
