// Runs the tests of Python programs for hosts with pytest. Each file of them is one test here, which shows what failed.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { installedTools } from './tools.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Bounds only what hangs: they run helpers of each Python that is installed. */
const TIMEOUT = 600_000;

let python;
beforeAll(() => {
  python = join(installedTools(root), 'python');
});

const files = readdirSync(join(root, 'packages')).flatMap((name) => {
  const folder = join(root, 'packages', name, 'python/tests');
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((file) => /^test_.*\.py$/.test(file)).map((file) => join(folder, file));
});

describe('Python programs for hosts', () => {
  it.each(files.map((file) => [file.slice(root.length), file]))(
    '%s',
    { timeout: TIMEOUT },
    async (_, file) => {
      const args = ['-m', 'pytest', '--quiet', '--tb=short', '-rs', '-p', 'no:cacheprovider', basename(file)];
      const env = { ...process.env, PYTHONDONTWRITEBYTECODE: '1' };
      const pytest = spawn(python, args, { cwd: dirname(file), env, stdio: ['ignore', 'pipe', 'pipe'] });
      const [output, errors] = await Promise.all([
        text(pytest.stdout),
        text(pytest.stderr),
        once(pytest, 'close'),
      ]);
      expect(pytest.exitCode, `${output}${errors}`).toBe(0);
      if (process.env.CI) expect(output, 'in CI, no test may be skipped').not.toMatch(/^SKIPPED/m);
      else process.stdout.write(output.replace(/^[.s]+ .*\n/gm, ''));
    },
  );

  it('have tests', () => {
    expect(files.length).toBeGreaterThan(0);
  });
});
