import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { isFckError } from '@fck/core';
import { configSchema, findConfigFile } from '@fck/core/host';
import { ExitCode } from '../exit-code.js';
import { type Choices, choose, nameOf } from '../init/choices.js';
import { describeApplication } from '../init/configuration.js';
import { initErrors } from '../init/errors.js';
import { filesToWrite } from '../init/files-to-write.js';
import { type Findings, lookAt } from '../init/findings.js';
import { type NewFile, writeAll } from '../init/new-files.js';
import { nextSteps, notesFor } from '../init/next-steps.js';
import { openProject } from '../open-project.js';
import { usageErrors } from '../usage-errors.js';
import { workingFolder } from '../working-folder.js';
import { printResult } from './print-result.js';
import type { Invocation, Verb } from './verb.js';

const SCHEMA_FILE = '.fck/schema.json';

/** `fck init`: looks at the folder, asks what it cannot know, and writes a configuration. Overwrites nothing. */
export const init: Verb = async (invocation) => {
  const { io, options, own } = invocation;
  if (options.config !== undefined)
    throw usageErrors.invalid(
      '`fck init` writes fck.yaml into the current folder, or into that of -C: it takes no -c',
    );
  const folder = workingFolder(io, options);
  await assertNotConfigured(folder, io.env);
  const found = await lookAt(folder, io.env);
  const choices = await choose(
    {
      name: textOf(own['name']),
      hosts: options.selection.hosts ?? [],
      sandbox: own['sandbox'] === true,
      app: textOf(own['app']),
      domains: textOf(own['domain'])?.split(/[\s,]+/) ?? [],
    },
    found,
    folder,
    options.yes ? undefined : io.ask,
  );
  const files = filesToWrite(folder, choices, found);
  const schema = await schemaOf(files, invocation);
  const isThere = existsSync(join(folder, schema.path));
  if (!options.dryRun) await writeAll(folder, isThere ? files : [...files, schema]);
  printSummary(invocation, folder, choices, found, files);
  return ExitCode.done;
};

async function assertNotConfigured(cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  const existing = await findConfigFile({ cwd, env }).catch((thrown: unknown) => {
    if (isFckError(thrown) && thrown.code === 'CONFIG_NOT_FOUND') return undefined;
    throw thrown;
  });
  if (existing !== undefined) throw initErrors.configured(relative(cwd, existing));
}

/**
 * The schema that the first line of the configuration names. The configuration is loaded for it, in a folder of its own, so that
 * nothing is written that fck would refuse.
 */
async function schemaOf(files: readonly NewFile[], { io, options }: Invocation): Promise<NewFile> {
  const [configuration] = files;
  const folder = await mkdtemp(join(tmpdir(), 'fck-init-'));
  try {
    const file = join(folder, 'fck.yaml');
    await writeFile(file, configuration?.content ?? '');
    const fck = await openProject(io, { ...options, directory: folder, config: file }, true);
    try {
      const content = `${JSON.stringify(await configSchema(fck), undefined, 2)}\n`;
      return { path: SCHEMA_FILE, content };
    } finally {
      await fck.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function printSummary(
  invocation: Invocation,
  folder: string,
  choices: Choices,
  found: Findings,
  files: readonly NewFile[],
): void {
  const { dryRun } = invocation.options;
  const notes = notesFor(choices, found);
  const next = nextSteps(choices, found, files);
  const { application, hosts, name, domains } = choices;
  const shown = files.map(({ path, content, secret }) => ({
    path,
    ...(secret ? { secret } : { content }),
  }));
  const document = {
    folder,
    found: {
      application: nameOf(application),
      interface: application.interface,
      framework: application.framework ?? null,
      applications: found.applications.map(nameOf),
      dependencies: found.dependencies.file ?? null,
      lock: found.dependencies.lock ?? null,
      django: found.django?.settingsModule ?? null,
      page: found.page ?? null,
      worker: found.worker ?? null,
      remote: found.git?.remote ?? null,
    },
    name,
    hosts,
    domains,
    sandbox: hosts.length === 0,
    dryRun,
    files: shown,
    notes,
    next,
  };
  const text = [
    `Found ${describeApplication(choices)} in ${application.file}${found.dependencies.file ? `, dependencies in ${found.dependencies.lock ?? found.dependencies.file}` : ''}.`,
    '',
    ...(dryRun
      ? files.flatMap((file) => [`Would write ${describeFile(file)}:`, ...contentOf(file), ''])
      : [...files.map((file) => `Wrote ${describeFile(file)}`), '']),
    ...(notes.length > 0 ? ['First:', ...notes.map((note) => `  - ${note}`), ''] : []),
    'Next:',
    ...next.map((line) => `  ${line}`),
  ].join('\n');
  printResult(invocation, { document, text });
}

function describeFile({ path, secret, extends: existing }: NewFile): string {
  return `${path}${secret ? ' (a new secret, only for you to read)' : existing ? ' (further lines)' : ''}`;
}

function contentOf({ content, secret }: NewFile): string[] {
  return secret
    ? []
    : content
        .trimEnd()
        .split('\n')
        .map((line) => (line === '' ? '' : `  ${line}`));
}

function textOf(value: string | boolean | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
