import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const modules = fileURLToPath(new URL('../../python', import.meta.url));

it('the holder of a lock writes names that are not ASCII, whatever the locale is', async () => {
  const root = mkdtempSync(join(tmpdir(), 'fck-lock-'));
  try {
    const journal = join(root, 'journal');
    const request = {
      ...{ root, journal, run: 'r', holder: 'h', about: '{}', login: userInfo().username },
      ...{ project: '', adopt: false, abandoned: '', staleAfter: 30, nameHolders: '' },
    };
    const program = 'import json, sys; sys.path.insert(0, sys.argv[1]); import machine_lock';
    // Without `utf8`, as Python 3.6: the locale C means ASCII.
    const holder = spawn(
      'python3',
      [
        '-X',
        'utf8=0',
        '-c',
        `${program}; machine_lock.hold(json.loads(sys.argv[2]))`,
        modules,
        JSON.stringify(request),
      ],
      { env: { ...process.env, LC_ALL: 'C' }, stdio: ['pipe', 'pipe', 'inherit'] },
    );
    holder.stdin.end('journal "who":"Jürgen"}\nrelease\n');
    const stdout: Buffer[] = [];
    holder.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    await once(holder, 'close');
    expect(Buffer.concat(stdout).toString()).toBe('held\nreleased\n');
    expect(JSON.parse(readFileSync(journal, 'utf8'))).toMatchObject({ who: 'Jürgen' });
  } finally {
    rmSync(root, { recursive: true });
  }
});
