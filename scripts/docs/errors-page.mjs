// docs/errors.md, drawn from the catalogues of errors.
import { errorKinds } from './error-kinds.mjs';
import { table } from './table.mjs';

export async function errorsPage() {
  const kinds = await errorKinds();
  const owners = [...new Set(kinds.map(({ owner }) => owner))];
  return `# Errors

<!-- Generated from the catalogues of errors by scripts/generate-docs.mjs. -->

Every error has a code that does not change. The message says what happened, where, and what to do next:

\`\`\`
✖ The environment variable DEPLOY_KEY is not set.
  where  fck.yaml:3:11
  → Set it: export DEPLOY_KEY=…
  CONFIG_MISSING_ENV
\`\`\`

With \`--json\`, the error is the last line on stdout: \`{"type":"error","code":…,"message":…,"hint":…}\`.
In a program it is an \`FckError\` with \`code\`, \`hint\`, \`where\`, \`host\`, \`plugin\` and \`hook\`.

In the last column, "…" is replaced by what the error found. If the column is empty, the message itself says what to do.

${owners
  .map(
    (owner) => `## ${owner === 'core' || owner === 'cli' || owner === 'testing' ? `@fck/${owner}` : owner}

${table(
  ['code', 'when', 'what to do'],
  kinds.filter((kind) => kind.owner === owner).map(({ code, about, hint }) => [`\`${code}\``, about, hint]),
)}`,
  )
  .join('\n\n')}
`;
}
