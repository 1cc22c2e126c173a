import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fakeHostContext } from '@fck/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SHARED_MEMORY } from './gunicorn-in-build.js';
import { gunicornOf, learnOptions } from './options-of-build.js';

const PYTHON = fileURLToPath(new URL('../../python/', import.meta.url));
const SCRIPT = '#!/b/bin/python\nimport sys\nfrom gunicorn.app.wsgiapp import run\nsys.exit(run())\n';
const CONFIG = './lib/python3.11/site-packages/gunicorn/config.py';

describe('a build without its program', () => {
  it.each([
    ['gunicorn', 'Add gunicorn to the project'],
    ['gunicorn_django', 'Write `script: gunicorn`'],
    ['serve', 'Correct activate.gunicorn.script'],
  ])('says what to change: %s', async (script, hint) => {
    const context = fakeHostContext({
      answers: [
        [/dev\/shm/, '//'],
        [/test -e/, false],
        [/--help/, { code: 127 }],
      ],
    });
    await expect(gunicornOf(context, '/b', `/b/bin/${script}`, 'shop_00001_abc')).rejects.toMatchObject({
      code: 'GUNICORN_MISSING',
      hint: expect.stringContaining(hint),
    });
  });
});

/** Both forms of the look, by what they do on this machine. */
const forms: Readonly<Record<string, (command: string, folder: string) => string>> = {
  'in Python': (_, folder) => {
    const program = `import sys, gunicorn_in_build; gunicorn_in_build.show(*sys.argv[1:])`;
    const paths = ['build/bin/gunicorn', 'build/files.sha256', 'gunicorn-options.json'];
    const args = ['-c', program, ...paths.map((path) => join(folder, path)), SHARED_MEMORY];
    return spawnSync('python3', args, { env: { ...process.env, PYTHONPATH: PYTHON } }).stdout.toString();
  },
  'in shell': (command) => spawnSync('sh', ['-c', command]).stdout.toString(),
};

describe.each(Object.entries(forms))('the options of a gunicorn, looked at %s,', (_, look) => {
  /** A project's folder with one build, and how often the build's gunicorn was started. */
  function project() {
    const folder = mkdtempSync(join(tmpdir(), 'fck-gunicorn-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const build = join(folder, 'build');
    mkdirSync(join(build, 'bin'), { recursive: true });
    let started = 0;
    const seal = (checksum: string, script = SCRIPT, option = '--workers INT') => {
      writeFileSync(join(build, 'bin/gunicorn'), script);
      writeFileSync(join(build, 'files.sha256'), `${checksum.padEnd(64, '0')}  ${CONFIG}\n`);
      return { option };
    };
    let shown = seal('a');
    const ask = async () => {
      const context = fakeHostContext({
        answers: [
          [
            '--help',
            () => {
              started += 1;
              return `  ${shown.option}\n`;
            },
          ],
          ['/dev/shm', ({ command }) => look(command, folder)],
        ],
      });
      const inFolder = { ...context, paths: { ...context.paths, project: folder } };
      const write: typeof context.remote.write = async (path, content) => {
        writeFileSync(path, String(content));
        return true;
      };
      inFolder.remote.write = write;
      await learnOptions(inFolder, build, join(build, 'bin/gunicorn'));
      const { options, hasMemory } = await gunicornOf(inFolder, build, join(build, 'bin/gunicorn'), 'b');
      return { options: [...options.values()], hasMemory };
    };
    return {
      folder,
      ask,
      started: () => started,
      seal: (...of: Parameters<typeof seal>) => {
        shown = seal(...of);
      },
    };
  }

  const workers = { flag: '--workers', takesValue: true };

  it('are asked for once, for all builds with the same files of gunicorn', async () => {
    const { ask, started } = project();
    expect((await ask()).options).toEqual([workers]);
    expect((await ask()).options).toEqual([workers]);
    expect(started()).toBe(1);
    expect((await ask()).hasMemory).toBe(spawnSync('test', ['-w', SHARED_MEMORY]).status === 0);
  });

  it('are asked for again if a file of gunicorn differs, and an earlier one is still remembered', async () => {
    const { ask, seal, started } = project();
    await ask();
    seal('b', SCRIPT, '--preload');
    expect((await ask()).options).toEqual([{ flag: '--preload', takesValue: false }]);
    seal('a');
    expect((await ask()).options).toEqual([workers]);
    expect(started()).toBe(2);
  });

  it('are asked for every time if another program starts it, whose options may be its own', async () => {
    const { ask, seal, started, folder } = project();
    seal('a', '#!/b/bin/python\nfrom shop.server import run\n');
    await ask();
    await ask();
    expect(started()).toBe(2);
    expect(() => readFileSync(join(folder, 'gunicorn-options.json'))).toThrow();
  });

  it('are asked for if what is remembered cannot be read', async () => {
    const { ask, started, folder } = project();
    writeFileSync(join(folder, 'gunicorn-options.json'), '{"a');
    expect((await ask()).options).toEqual([workers]);
    expect(started()).toBe(1);
  });
});
