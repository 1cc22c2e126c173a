// The bundle holds ASCII only: Node takes such a file as it is, where it has to decode any other, into twice the memory.
import { parseAst } from 'rolldown/parseAst';

const OTHERS = /[^\0-\x7f]/g;

/** Writes other characters as escapes, in whatever is bundled with it. */
export const ascii = {
  name: 'ascii',
  generateBundle(_, chunks) {
    for (const chunk of Object.values(chunks)) if (chunk.type === 'chunk') chunk.code = inAscii(chunk.code);
  },
};

function inAscii(code) {
  if (code.search(OTHERS) === -1) return code;
  for (const quasi of taggedQuasis(parseAst(code)))
    if (quasi.value.raw.search(OTHERS) !== -1)
      throw new Error(`a tag may read this as it is written, so it cannot be escaped: ${quasi.value.raw}`);
  return code.replaceAll(OTHERS, (other) => `\\u${other.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The texts of all templates that a tag gets. */
function taggedQuasis(node) {
  if (typeof node !== 'object' || node === null) return [];
  const own = node.type === 'TaggedTemplateExpression' ? node.quasi.quasis : [];
  return [...own, ...Object.values(node).flatMap(taggedQuasis)];
}
