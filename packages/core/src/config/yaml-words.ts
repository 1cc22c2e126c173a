/** An error of the YAML parser. */
interface YamlError {
  readonly code: string;
  readonly message: string;
}

/** The parser's errors, in words for the author of the file. */
const MEANINGS: Readonly<Record<string, string>> = {
  ALIAS_PROPS: 'an alias (`*name`) can have neither a tag nor an anchor.',
  BAD_ALIAS:
    'an alias (`*name`) or an anchor (`&name`) has no name here. A text that begins so belongs in quotes.',
  BAD_COLLECTION_TYPE: 'its tag does not fit the value.',
  BAD_DIRECTIVE: 'a line that begins with "%" is no text of YAML. Put the value in quotes.',
  BAD_DQ_ESCAPE: 'there is no such escape in double quotes. Write the backslash twice, or use single quotes.',
  BAD_INDENT: 'this line is not indented as those beside it.',
  BAD_PROP_ORDER: 'an anchor or a tag belongs behind the "-", "?" or ":".',
  BAD_SCALAR_START: 'a value cannot begin with this character. Put it in quotes.',
  BLOCK_AS_IMPLICIT_KEY:
    'a mapping or a list begins where only a value can be. A value with ": " in it belongs in quotes.',
  BLOCK_IN_FLOW: 'within brackets, everything must be in brackets.',
  DUPLICATE_KEY: 'this key is in the mapping already.',
  KEY_OVER_1024_CHARS: 'a key is longer than 1024 characters.',
  MULTILINE_IMPLICIT_KEY: 'a key goes over several lines. Is a colon or a quote missing?',
  MULTIPLE_ANCHORS: 'a value has two anchors.',
  MULTIPLE_DOCS: 'the file has several documents ("---"). It must have one.',
  MULTIPLE_TAGS: 'a value has two tags.',
  NON_STRING_KEY: 'a key is no text. Put it in quotes.',
  TAB_AS_INDENT: 'a tab is where spaces must indent.',
};

const MISSING: readonly (readonly [RegExp, string])[] = [
  [/closing .*quote/, 'a quote is opened here and never closed.'],
  [/Implicit map keys need to be followed by map values/, 'a key has no colon behind it.'],
  [/Comments must be separated/, 'a comment needs a space before its "#".'],
  [/Sequence item without/, 'an entry of the list has no "-" before it.'],
  [/Missing , or :/, 'a comma is missing between two entries, or a colon behind a key.'],
  [/Missing , between/, 'a comma is missing between two entries.'],
  [/Missing space after :/, 'a space is missing behind the colon.'],
  [/end with a [\]}]/, 'a bracket is opened and never closed.'],
];

/** Describes an error in a YAML file for its author. */
export function yamlErrorInWords({ code, message }: YamlError): string {
  if (code === 'TAG_RESOLVE_FAILED') {
    const tag = /^Unresolved tag: (\S+)/.exec(message)?.[1];
    return tag === undefined
      ? 'its tag does not fit the value.'
      : `there is no tag ${tag}: there are \`!env\`, \`!file\`, \`!command\` and \`!secret\`. A text that begins with "!" belongs in quotes.`;
  }
  const missing = MISSING.find(([sign]) => sign.test(message));
  if (missing) return missing[1];
  return (
    MEANINGS[code] ??
    'what is here is no YAML. Is a quote, a bracket or a colon missing, here or just before?'
  );
}

/** Why the aliases of a well-formed document cannot be resolved. */
export function yamlValueErrorInWords(message: string): string {
  const alias = /^Unresolved alias .*: (\S+?)$/.exec(message)?.[1];
  if (alias !== undefined) return `the alias *${alias} names no anchor (&${alias}) that is before it.`;
  return /alias count|resource exhaustion/i.test(message)
    ? 'its aliases (`*name`) repeat each other so often that they would fill all memory.'
    : 'a value of it cannot be read.';
}
