import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { sh } from '../command/command.js';
import { fetchAptLists } from './apt-lists.js';

/** Runs it with an `apt-get` made of this script, and a `sleep` that does not wait. */
async function fetchWith(apt: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'fck-apt-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'apt-get'), `#!/bin/sh\necho tried >>${folder}/tries\n${apt}\n`, {
    mode: 0o755,
  });
  writeFileSync(join(folder, 'sleep'), '#!/bin/sh\n', { mode: 0o755 });
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}`, FOLDER: folder };
  const script = `set -e; ${fetchAptLists(sh`apt-get -q`).text} && echo done`;
  return promisify(execFile)('/bin/sh', ['-c', script], { env }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
      code,
      stdout,
      stderr,
    }),
  );
}

const LOCKED = `echo 'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 7 (unattended-upgr)' >&2; echo 'E: Unable to lock directory /var/lib/apt/lists/' >&2; exit 100`;

it('waits for the lock of the package lists, and names who holds it once', async () => {
  const { code, stdout, stderr } = await fetchWith(
    `[ $(wc -l <$FOLDER/tries) -gt 3 ] || { ${LOCKED}; }\necho fetched; echo 'W: old key' >&2`,
  );
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'W: old key\n' });
  expect(stdout).toMatch(
    /^Waiting for the package lists\. .*process 7 \(unattended-upgr\)\nfetched\ndone\n$/,
  );
});

it('gives up in the end, with the message of apt', async () => {
  const { code, stderr } = await fetchWith(LOCKED);
  expect(code).not.toBe(0);
  expect(stderr).toContain('process 7 (unattended-upgr)');
});

it('does not try again for any other reason', async () => {
  const { code, stdout, stderr } = await fetchWith(`echo 'E: no network' >&2; cat $FOLDER/tries; exit 100`);
  expect(code).not.toBe(0);
  expect({ stdout, stderr }).toEqual({ stdout: 'tried\n', stderr: 'E: no network\n' });
});

it('is one command, which may follow another', async () => {
  const fetch = fetchAptLists(sh`no-such-apt`);
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', sh`true || ${fetch}; echo "code $?"`.text]);
  expect(stdout).toBe('code 0\n');
});
