import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { runGit } from './run-git.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fck-run-git-'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

it('says what git printed', async () => {
  expect(await runGit(folder, ['--version'])).toMatchObject({
    ok: true,
    output: expect.stringMatching(/^git version/),
  });
  const { ok, output } = await runGit(folder, ['no-such-command']);
  expect(ok).toBe(false);
  expect(output).toMatch(/no-such-command/);
});

it('is not reached by Ctrl-C at the terminal, which goes to the process group of fck', async () => {
  const git = join(folder, 'git');
  // Prints its own process group.
  await writeFile(git, '#!/bin/sh\nps -o pgid= -p $$\necho $$\n');
  await chmod(git, 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env['PATH'] ?? ''}`);
  const { output } = await runGit(folder, []);
  const [group, own] = output.split(/\s+/);
  expect(group).toBe(own);
});

it('says that git is not installed', async () => {
  vi.stubEnv('PATH', '/nowhere');
  expect(await runGit(folder, ['--version'])).toMatchObject({
    ok: false,
    output: expect.stringContaining('ENOENT'),
  });
});
