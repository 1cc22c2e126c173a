import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { Folder } from './fixture/folder.js';
import { runProgram } from './fixture/run-fck.js';
import { type Sbom, type SbomComponent, sbomProblems } from './fixture/sbom.js';
import { npm, packageNames, Tarballs } from './fixture/tarballs.js';

const workspace = fileURLToPath(new URL('..', import.meta.url));
const manifestOf = (name: string) =>
  JSON.parse(readFileSync(join(workspace, 'packages', name, 'package.json'), 'utf8'));

let tarballs: Tarballs;
beforeAll(async () => {
  tarballs = await new Tarballs().pack();
});
afterAll(() => tarballs?.remove());

describe.each(packageNames)('the package %s', (name) => {
  it('is published as it should be', async () => {
    const tarball = readFileSync(tarballs.of(name));
    const pack = { tarball: tarball.buffer.slice(tarball.byteOffset, tarball.byteOffset + tarball.length) };
    const { messages, pkg = manifestOf(name) } = await publint({ strict: true, pack });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it('has types that are right for every importer of ESM', async () => {
    const attw = join(workspace, 'node_modules/@arethetypeswrong/cli/dist/index.js');
    const { code, stdout } = await runProgram(
      process.execPath,
      [attw, '--profile', 'esm-only', '--format', 'ascii', '--no-color', tarballs.of(name)],
      { cwd: workspace },
    );
    expect({ code, stdout }).toMatchObject({ code: 0 });
  });

  it('is found by those who look for it', () => {
    expect(manifestOf(name).keywords).toEqual(
      expect.arrayContaining(name.startsWith('plugin-') ? ['fck', 'fck-plugin'] : ['fck']),
    );
  });
});

describe('types', () => {
  let project: Folder;
  beforeAll(async () => {
    project = new Folder({
      'package.json': '{"name": "outside", "private": true, "type": "module"}',
      'program.ts': packageNames
        .map(
          (name, index) =>
            `import * as p${index} from '@fck/${name}';\nexport const n${index}: object = p${index};`,
        )
        .concat(
          "import { definePlugin, type Fck } from '@fck/core';",
          "export const plugin = definePlugin({ name: 'x', apply: (fck: Fck) => void fck.tools });",
          '// @ts-expect-error a plugin has a name',
          'definePlugin({ apply() {} });',
        )
        .join('\n'),
    });
    const files = packageNames.map((name) => tarballs.of(name));
    await npm(
      project.path,
      'install',
      '--prefer-offline',
      '--no-audit',
      '--no-fund',
      '@types/node@20',
      ...files,
    );
  });
  afterAll(() => project?.remove());

  test.each([
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['bundler', 'esnext'],
  ])('resolve under moduleResolution %s', async (moduleResolution, module) => {
    const options = ['--moduleResolution', moduleResolution, '--module', module, '--target', 'es2023'];
    const rest = ['--strict', '--noEmit', '--types', 'node', 'program.ts'];
    const tsc = join(workspace, 'node_modules/typescript/bin/tsc');
    const ended = await runProgram(process.execPath, [tsc, ...options, ...rest], { cwd: project.path });
    expect(ended).toMatchObject({ code: 0, stdout: '' });
  });
});

test('core depends on eight packages at the most', () => {
  expect(Object.keys(manifestOf('core').dependencies).length).toBeLessThanOrEqual(8);
});

test('nothing runs when the packages of this repository are installed', async () => {
  expect((await npm(workspace, 'config', 'get', 'ignore-scripts')).trim()).toBe('true');
});

describe('the command says which packages of others it contains', () => {
  let sbom: Sbom;
  beforeAll(() => {
    sbom = JSON.parse(tarballs.read('cli', 'sbom.cdx.json'));
  });
  const nameOf = ({ group, name }: SbomComponent) => (group ? `${group}/${name}` : name);

  it('in an SBOM that fulfils the schema of CycloneDX', () => {
    expect(sbomProblems(sbom)).toEqual([]);
  });

  it('with every package that fck depends on, and those that these bring', () => {
    const direct = packageNames.flatMap((name) => Object.keys(manifestOf(name).dependencies ?? {}));
    // jiti is installed beside the command: it loads parts of itself by their path.
    const bundled = direct.filter((name) => !name.startsWith('@fck/') && name !== 'jiti');
    expect(bundled).toEqual(expect.arrayContaining(['ssh2', 'zod', 'yaml', 'listr2', 'tapable']));
    const listed = sbom.components.map(nameOf);
    expect(listed).toEqual(expect.arrayContaining([...bundled, 'tweetnacl', 'bcrypt-pbkdf', '@smithy/core']));
  });

  it('with no package that only development needs', () => {
    expect(sbom.components.map(nameOf)).not.toContain('typescript');
  });

  it('with the version that is installed', () => {
    const ssh2 = sbom.components.find(({ name }) => name === 'ssh2');
    const installed = JSON.parse(readFileSync(join(workspace, 'node_modules/ssh2/package.json'), 'utf8'));
    expect(ssh2?.version).toBe(installed.version);
  });

  it('each under a licence that lets it be passed on', () => {
    const permissive = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'Unlicense'];
    const others = sbom.components.filter(
      ({ licenses: [choice] }) => !permissive.includes(choice?.license?.id ?? ''),
    );
    expect(others).toEqual([]);
  });

  it('in a page with the text of each licence', () => {
    const [list = '', texts = ''] = tarballs.read('cli', 'THIRD-PARTY.md').split('\n## Licence texts\n');
    const headings = texts.match(/^### .+\n\n {4,}\S/gm)?.join('\n') ?? '';
    for (const component of sbom.components) {
      const name = nameOf(component);
      expect(list).toContain(`| ${name} | ${component.version} | ${component.licenses[0]?.license?.id} |`);
      expect(headings).toContain(`${name} ${component.version}`);
    }
  });
});

// start-up.test.ts checks what the command loads.
test('importing core loads only what it is made of', async () => {
  const project = new Folder();
  const loadedBy = (entrance: string) =>
    packagesLoadedBy(
      ['--input-type=module', '--eval', `import '${join(workspace, 'packages/core/dist', entrance)}'`],
      project.path,
    );
  const [forPlugins, forPrograms] = [await loadedBy('index.js'), await loadedBy('host.js')];
  project.remove();
  expect(forPlugins).toEqual(['@fck/core', 'zod']);
  expect(forPrograms).toEqual(['@fck/core', 'package-manager-detector', 'tapable', 'yaml', 'zod']);
});

/** The packages from which a run of node loads files, by V8's coverage. */
async function packagesLoadedBy(args: readonly string[], cwd: string): Promise<string[]> {
  const coverage = mkdtempSync(join(tmpdir(), 'fck-coverage-'));
  try {
    const { code, stderr } = await runProgram(process.execPath, args, {
      cwd,
      env: { NODE_V8_COVERAGE: coverage },
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const files = readdirSync(coverage).flatMap((file) => {
      const { result }: { result: { url: string }[] } = JSON.parse(
        readFileSync(join(coverage, file), 'utf8'),
      );
      return result.map(({ url }) => url);
    });
    return [...new Set(files.flatMap((url) => packageOf(url) ?? []))].sort();
  } finally {
    rmSync(coverage, { recursive: true, force: true });
  }
}

function packageOf(url: string): string | undefined {
  const own = /\/packages\/([^/]+)\/(?:dist|bin)\//.exec(url)?.[1];
  return own ? `@fck/${own}` : /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
}
