import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { complaintOf } from './fixture/complaint.js';
import { Folder } from './fixture/folder.js';
import { type WrongCase, wrongCases } from './fixture/wrong-plugins.js';

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));
const core: { version: string } = JSON.parse(
  readFileSync(new URL('../packages/core/package.json', import.meta.url), 'utf8'),
);

/** What each case said, for the table in the documentation. */
const told = new Map<WrongCase, string>();
const folders: Folder[] = [];

afterAll(() => {
  for (const folder of folders) folder.remove();
});

/** What `fck` says in a project of these files, as it was printed, without what differs from run to run. */
async function complaintAbout({ files, args }: WrongCase): Promise<string> {
  const folder = new Folder(files);
  folders.push(folder);
  for (const name of ['@fck', 'zod', 'valibot'])
    if (files[`node_modules/${name}`] === undefined) folder.link(`node_modules/${name}`, join(modules, name));
  const { text } = complaintOf(await folder.fck(args ?? ['config']));
  return text
    .trimEnd()
    .replaceAll(`${folder.path}/`, '')
    .replaceAll(core.version, 'VERSION')
    .replace(/^ {2}\| {0,1}(.*)$/gm, '  | $1');
}

describe.concurrent.each(Object.entries(wrongCases))('%s', (_group, cases) => {
  it.each(cases)('$what', async (wrong) => {
    const text = await complaintAbout(wrong);
    told.set(wrong, text);
    const lines = text.split('\n');
    expect(lines.at(-1)?.trim(), text).toBe(wrong.code);
    if (wrong.where !== undefined) expect(/^ {2}where {2}(.*)$/m.exec(text)?.[1], text).toBe(wrong.where);
    for (const said of wrong.says) expect(text).toContain(said);
  });
});

describe('the table of the documentation', () => {
  it('is what was said', async () => {
    const groups = Object.entries(wrongCases).map(([group, cases]) =>
      [
        `## ${group}`,
        ...cases.map((wrong) => `### ${wrong.what}\n\n\`\`\`text\n${told.get(wrong)}\n\`\`\``),
      ].join('\n\n'),
    );
    const head =
      '# Wrong plugins\n\n<!-- Written by e2e/wrong-plugins.test.ts, which runs each case. -->\n\nThe errors that `fck` prints for each of these mistakes.';
    await expect(`${[head, ...groups].join('\n\n')}\n`).toMatchFileSnapshot('../docs/plugin-errors.md');
  });
});
