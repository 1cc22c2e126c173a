import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Folder } from './fixture/folder.js';
import { fckProgram } from './fixture/run-fck.js';

let project: Folder;
beforeAll(() => {
  project = new Folder({
    fck: `#!/bin/sh\nexec '${process.execPath}' '${fckProgram}' "$@"\n`,
    'fck.yaml': 'name: shop\nroles: {web: {hosts: [web-1, web-2]}, worker: {hosts: [local]}}\n',
  });
  execFileSync('chmod', ['+x', `${project.path}/fck`]);
});
afterAll(() => project?.remove());

/** The words that bash offers after these words when Tab is pressed. */
function tab(...words: string[]): string[] {
  const script = `
source <(fck completion bash)
COMP_WORDS=(fck "$@"); COMP_CWORD=$#
_fck
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync('bash', ['-c', script, 'bash', ...words], {
    cwd: project.path,
    env: { ...process.env, PATH: `${project.path}:${process.env['PATH']}` },
    encoding: 'utf8',
  })
    .trim()
    .split('\n');
}

test.each([
  [['sta'], ['status']],
  [['run', 'pro'], ['provision']],
  [['run', 'activate', '--bu'], ['--build']],
  [
    ['status', '-r', 'w'],
    ['web', 'worker'],
  ],
  [
    ['ssh', 'web'],
    ['web-1', 'web-2'],
  ],
  [['sandbox', 'd'], ['down']],
  [['plan', '--detailed-e'], ['--detailed-exitcode']],
])('bash completes %j', (words, offered) => {
  expect(tab(...words)).toEqual(offered);
});

test('where there is no configuration, the verbs are completed all the same', () => {
  const other = new Folder();
  const offered = execFileSync(process.execPath, [fckProgram, 'completion', 'words', '--', ''], {
    cwd: other.path,
    encoding: 'utf8',
  });
  other.remove();
  expect(offered).toMatch(/^status\twhich build/m);
});
