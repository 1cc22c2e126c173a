import type { ScalarTag, Tags } from 'yaml';

/** Where PyYAML reads plain scalars differently from the YAML 1.1 specification, by tag. */
const stricter: readonly { readonly tag: string; readonly like: string; readonly test: RegExp }[] = [
  // `y` and `n` are texts.
  { tag: 'bool', like: 'y', test: /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/ },
  { tag: 'bool', like: 'n', test: /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/ },
  // `089`, which is no octal number, is a text: so are account ids that begin with 0.
  { tag: 'int', like: '08', test: /^[-+]?(?:0|[1-9][0-9_]*)$/ },
  { tag: 'int', like: '0:30', test: /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/ },
  // `1e3` is a text: so are commit ids.
  { tag: 'float', like: '1e3', test: /^[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*[eE][-+][0-9]+$/ },
];

/** Makes the tags of YAML 1.1 match PyYAML, for the files that were written for it. Other tags stay as they are. */
export function asPyYaml(tags: Tags): Tags {
  return tags.map((tag) => {
    if (typeof tag === 'string' || !('test' in tag) || !(tag.test instanceof RegExp)) return tag;
    const { test } = tag;
    const difference = stricter.find(
      ({ tag: name, like }) => tag.tag.endsWith(`:${name}`) && test.test(like),
    );
    // Only tags of scalars have a test.
    return difference ? ({ ...tag, test: difference.test } as ScalarTag) : tag;
  });
}
