import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pipOptionsOf } from '../pip-options.js';
import { planSchema } from '../plan-schema.js';
import type { Workspace } from '../workspace.js';
import { installAllCommand } from './install.js';

describe('installAllCommand', () => {
  let folder: string;
  let tools: string;
  let workspace: Workspace;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "fck it's "));
    tools = join(folder, 'python that tells its arguments');
    writeFileSync(tools, '#!/bin/sh\nprintf \'%s\\0\' "$@"\n');
    chmodSync(tools, 0o755);
    workspace = {
      folder,
      buildName: 'b',
      build: '/b',
      python: '/b/bin/python',
      repositoryCopyOf: (repo) => join(folder, 'repos', repo),
      copyOf: (repo) => join(folder, 'repos', repo),
      distOf: (repo) => join(folder, 'dist', repo),
      program: (name) => name,
    };
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function wheel(repo: string, file: string): string {
    mkdirSync(workspace.distOf(repo), { recursive: true });
    const path = join(workspace.distOf(repo), file);
    writeFileSync(path, '');
    return path;
  }

  function argumentsOfPip(plan: object, repos: readonly string[]): string[] {
    const parsed = planSchema.parse(plan);
    const making = {
      plan: parsed,
      repos,
      packages: repos,
      lock: undefined,
      reference: { repo: repos[0] ?? '', path: '/checkout', commit: 'abc' },
      workspace,
      interpreter: { library: 'lib/python3.13/site-packages' },
      tools: { python: tools, versions: '', backends: '/backends', tests: '/tests', packages: '/packages' },
    };
    const { text } = installAllCommand(making, pipOptionsOf(parsed.pip_options).words);
    const output = execFileSync('/bin/sh', ['-c', text], { encoding: 'utf8' });
    return output.split('\0').slice(0, -1);
  }

  /** The beginning of each call. */
  const always = () => [...call, '--report', join(folder, 'report-all.json')];
  const call = ['-I', '-m', 'pip', '--python', '/b/bin/python', 'install'];

  it('installs the wheels of all repositories, in order, in one call', () => {
    const [b, a] = [wheel('b', 'b-1.0-py3-none-any.whl'), wheel('a', 'a thing-2.0-py3-none-any.whl')];
    expect(argumentsOfPip({}, ['b', 'a'])).toEqual([...always(), b, a]);
  });

  it('asks for extras, and for files of the reference repository', () => {
    const a = wheel('a', 'a-1.0-py3-none-any.whl');
    const plan = { extras: ['web', 'db'], requirements: 'requirements.txt', constraints: ['pins/all.txt'] };
    expect(argumentsOfPip(plan, ['a'])).toEqual([
      'plain_requirements',
      workspace.distOf('a'),
      join(workspace.copyOf('a'), 'requirements.txt'),
      ...always(),
      '--requirement',
      join(workspace.copyOf('a'), 'requirements.txt'),
      '--constraint',
      join(workspace.copyOf('a'), 'pins/all.txt'),
      `${a}[web,db]`,
    ]);
  });

  it('gives the same options to uv, where packages come from to install uv itself', () => {
    const a = wheel('a', 'a-1.0-py3-none-any.whl');
    const options = ['--index-url', 'https://a.test/simple', '--pre', '--no-deps'];
    const plan = { installer: 'uv', pip_options: options };
    expect(argumentsOfPip(plan, ['a'])).toEqual([
      'install_with_uv',
      '/backends',
      JSON.stringify(options.slice(0, 3)),
      join(folder, 'why-pip'),
      join(folder, 'report-all.json'),
      '/b/bin/python',
      '/b/lib/python3.13/site-packages',
      ...options,
      a,
    ]);
  });

  it('hands every option on as one word, whatever it holds', () => {
    const a = wheel('a', 'a-1.0-py3-none-any.whl');
    const word = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((text) => !text.includes('\0') && planSchema.safeParse({ pip_options: [text] }).success);
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(argumentsOfPip({ pip_options: words }, ['a'])).toEqual([...always(), ...words, a]);
      }),
      { numRuns: 50 },
    );
  });
});
