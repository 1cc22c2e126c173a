import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import type { FckContainer } from '@fck/core/host';
import { configSchema, eventsJsonSchema, roleSchema } from '@fck/core/host';
import { ExitCode } from '../exit-code.js';
import { usageErrors } from '../usage-errors.js';
import { workingFolder } from '../working-folder.js';
import { printResult } from './print-result.js';
import type { Invocation, Verb } from './verb.js';

type Subject = 'config' | 'role';

/** Makes the schema of a kind of file, and names the file in `.fck` for it. */
const subjects = {
  config: { make: configSchema, file: 'schema.json' },
  role: { make: roleSchema, file: 'role.schema.json' },
} as const;

/** A written schema, and how a file refers to it. */
interface Written {
  readonly of: Subject;
  readonly file: string;
  /** The first line of a YAML file that uses it. */
  readonly line: string;
}

/**
 * `fck schema [role] [--write [FILE]]`: the JSON Schema of the configuration, with the sections of the loaded plugins;
 * `--events`: that of the events of `--json`.
 */
export const schema: Verb = async (invocation) => {
  const [what] = invocation.operands;
  if (invocation.own['events']) return printEventSchema(invocation);
  if (what !== undefined && what !== 'role')
    throw usageErrors.invalid(`There is a schema of the configuration and of a \`role\`, not of "${what}"`);
  const fck = await invocation.project();
  const { write } = invocation.own;
  if (write === undefined) {
    const document = await subjects[what ?? 'config'].make(fck);
    printResult(invocation, { document, text: JSON.stringify(document, undefined, 2) });
    return ExitCode.done;
  }
  const wanted: Subject[] = what ? [what] : typeof write === 'string' ? ['config'] : ['config', 'role'];
  const written = await Promise.all(wanted.map((subject) => writeSchema(fck, subject, write, invocation)));
  printResult(invocation, {
    document: written,
    text: written.map(({ of, file, line }) => `${titles[of]}  ${file}\n  ${line}`).join('\n'),
  });
  return ExitCode.done;
};

/** The same for every project, so none is opened. */
function printEventSchema(invocation: Invocation): number {
  if (invocation.operands.length > 0 || invocation.own['write'] !== undefined)
    throw usageErrors.invalid('`fck schema --events` takes nothing else: it prints the schema of events');
  const document = eventsJsonSchema();
  printResult(invocation, { document, text: JSON.stringify(document, undefined, 2) });
  return ExitCode.done;
}

const titles = { config: 'The configuration', role: 'A role’s file' } as const;

async function writeSchema(
  fck: FckContainer,
  of: Subject,
  given: string | boolean,
  { io, options }: Invocation,
): Promise<Written> {
  const { directory, stateDirectory } = fck.project;
  const cwd = workingFolder(io, options);
  const file = typeof given === 'string' ? resolve(cwd, given) : join(stateDirectory, subjects[of].file);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify(await subjects[of].make(fck), undefined, 2)}\n`);
  // Editors resolve the path from the folder of the file that names it.
  const path = relative(directory, file);
  return {
    of,
    file: relative(cwd, file),
    line: `# yaml-language-server: $schema=${path.startsWith('.') ? path : `./${path}`}`,
  };
}
