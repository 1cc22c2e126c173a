// Generates docs/plugins/reference.md from the hooks and registries of a running core, and from its declarations.
import { declarationOf } from './declarations.mjs';
import { errorKinds } from './error-kinds.mjs';
import { hookDocumentation } from './hooks.mjs';
import { contexts, functions, interfaces, remote, values } from './reference-parts.mjs';
import { table } from './table.mjs';

/** @param {import('@fck/core').Fck} fck with the official plugins */
export async function referencePage(fck) {
  const documented = Object.entries(hookDocumentation(fck.hooks));
  return `# Reference for plugins

<!-- Generated from @fck/core by scripts/generate-docs.mjs. -->

Every hook, registry, context and verb, generated from the code. \`fck explain NAME\` prints the same for your version.
Begin with [README.md](README.md); the guides say what each entry is for.

## Hooks

${table(
  ['hook', 'type of tapable', 'fires', 'given', 'gives'],
  documented.map(([name, hook]) => [
    `[\`${name}\`](#hook-${name.toLowerCase()})`,
    fck.hooks[name].constructor.name.replace(/Hook$/, ''),
    hook.fires,
    code(hook.given),
    hook.gives ?? '',
  ]),
)}

${documented.map(hookText).join('\n\n')}

## Registries

\`register(name, value)\` adds; \`get(name)\`, \`find(name)\`, \`has(name)\`, \`entries()\` and \`choose(name, how)\` look up. Those whose
entries have a section in the configuration (builders, services, proxies) return the section from \`register\`: read it with
\`of(role)\`.

${table(['registry', 'holds', 'is', 'of the official plugins'], registryRows(fck))}

## The container: \`Fck\`

${membersTable({ members: declarationOf('Fck').members.filter((member) => !registryIn(member)) })}

## Contexts

${contexts.map(declarationText).join('\n\n')}

## Reaching a host

${remote.map(declarationText).join('\n\n')}

## What you register

${interfaces.map(declarationText).join('\n\n')}

## What you are handed

${values.map(declarationText).join('\n\n')}

## Functions

${functions.map((name) => functionText(declarationOf(name))).join('\n\n')}

## Errors

Errors for users are created by a kind: \`errorKind(code, about, describe)\`. \`describe\` gives:

${membersTable(declarationOf('FckErrorDetails'))}

This table lists the errors that authors see. [errors.md](../errors.md) has all others, and [plugin-errors.md](../plugin-errors.md) the message
for each mistake in a plugin.

${table(
  ['code', 'when'],
  (await errorKinds()).filter(forAuthors).map(({ code: name, about }) => [code(name), about]),
)}
`;
}

const code = (text) => `\`${text}\``;

const forAuthors = ({ owner, code: name }) =>
  owner === 'core' &&
  /^(PLUGIN|HOOK|NAME|ENTRY|SECTION|COMMAND|EXPECTATION|PLAN|OUTCOME|STEP|CHOICE|REGISTER|TAP|UNDO)_/.test(
    name,
  );

function hookText([name, hook]) {
  const rows = [
    ['given', code(hook.given)],
    ...(hook.gives === undefined ? [] : [['gives', hook.gives]]),
    ['fires', hook.fires],
    ['several taps', hook.order],
  ];
  return `### Hook \`${name}\`\n\n${hook.about}\n\n${table(['', ''], rows)}\n\n\`\`\`ts fragment: belongs in apply(fck)\n${hook.example}\n\`\`\``;
}

/** Each registry as core declares it, with its registered names. */
function registryRows(fck) {
  return declarationOf('Fck').members.flatMap((member) => {
    const registry = registryIn(member);
    if (!registry) return [];
    const { name, type } = registry;
    const entries = fck[name].entries().map((entry) => code(entry.name));
    const shown = entries.length > 12 ? `${entries.length} of them: \`fck ${name}\`` : entries.join(', ');
    return [[code(`fck.${name}`), typeLink(type), member.about, shown]];
  });
}

/** The name of a registry of the container, and the type of its entries. */
function registryIn({ signature }) {
  const [, name, type = 'Template'] = /^(\w+): (?:\w*Registry<(\w+)>|Templates)$/.exec(signature) ?? [];
  return name === undefined ? undefined : { name, type };
}

function typeLink(type) {
  return interfaces.includes(type) ? `[\`${type}\`](#${type.toLowerCase()})` : code(type);
}

function declarationText(name) {
  const declared = declarationOf(name);
  const parts = [`### \`${name}\``, declared.about];
  const parent = /\bextends (\w+)/.exec(declared.head.replace(/<.*?>/, ''))?.[1];
  const isDescribed = [...contexts, ...interfaces].includes(parent);
  if (isDescribed) parts.push(`With all of [\`${parent}\`](#${parent.toLowerCase()}).`);
  const inherited = parent === undefined || isDescribed ? [] : declarationOf(parent).members;
  const members = [...inherited, ...declared.members];
  if (members.length > 0) parts.push(membersTable({ members }));
  if (declared.kind === 'type') parts.push(`\`\`\`ts fragment: a declaration\n${declared.text}\n\`\`\``);
  return parts.filter(Boolean).join('\n\n');
}

function membersTable({ members }) {
  return table(
    ['member', 'is'],
    members.map(({ signature, about, tags }) => [code(signature), [about, ...tags.map(tagText)].join(' ')]),
  );
}

function functionText({ name, text, about, tags }) {
  const declared = `\`\`\`ts fragment: a declaration\n${text}\n\`\`\``;
  const list = tags.map((tag) => `- ${tagText(tag)}`).join('\n');
  return [`### \`${name}\``, about, declared, list].filter(Boolean).join('\n\n');
}

/** `@throws FckError …` as a sentence. */
function tagText(tag) {
  const text = tag.replaceAll('\n', ' ');
  return text
    .replace(/^throws (FckError )?/, 'Throws ')
    .replace(/^returns /, 'Gives ')
    .replace(/^param (\w+) /, '`$1`: ');
}
