import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sh } from '../../command/command.js';
import { secret } from '../../command/secret.js';
import { Bookkeeping } from '../bookkeeping.js';
import type { ContractBench } from './bench.test.helper.js';
import { commandLinesWith } from './changes.test.helper.js';

/** A user of every system, without a shell of its own. */
const THIRD = 'nobody';

export function usersContract(bench: ContractBench): void {
  const { noOthers } = bench.place;
  it('facts name the login user', async () => {
    const login = (await bench.onHost(sh`id -un`)).trim();
    expect((await bench.remote().facts()).user).toBe(login);
    expect(await bench.remote().as(login).query(sh`id -un`)).toBe(login);
  });

  describe.skipIf(noOthers)(`as other users${noOthers ? ` (skipped: ${noOthers})` : ''}`, () => {
    describe.each(['root', THIRD])('%s', (user) => {
      const home = async () =>
        (
          await bench.atLogin(
            sh`if [ "$(id -un)" = ${user} ]; then echo "$HOME"; else getent passwd ${user} | cut -d : -f 6; fi`,
          )
        ).trim();

      it('is who looks, changes, streams and writes', async () => {
        const other = bench.remote().as(user);
        expect(other.user).toBe(user);
        await bench.onHost(sh`chmod 777 ${bench.folder}`);
        expect(await other.query(sh`id -un; echo "$HOME"`)).toBe(`${user}\n${await home()}`);
        await other.run(sh`id -un; echo "$HOME"; cat`, { input: 'input' });
        expect(bench.output).toEqual([user, await home(), 'input'].map((line) => `stdout: ${line}`));
        const { stdin, stdout, stderr, exit } = await other.stream(sh`id -un; cat; echo err >&2; exit 3`);
        stdin.end('input');
        expect(await Promise.all([text(stdout), text(stderr), exit])).toMatchObject([
          `${user}\ninput`,
          'err\n',
          { code: 3 },
        ]);
        expect(await other.write(bench.path('written'), 'x', { mode: 0o600 })).toBe(true);
        expect(await other.write(bench.path('written'), 'x', { mode: 0o600 })).toBe(false);
        expect(await other.read(bench.path('written'))).toBe('x');
        await other.run(sh`touch ${bench.path('touched')}`);
        await bench
          .remote({ bookkeeping: new Bookkeeping() })
          .as(user)
          .write(bench.path('record'), 'x', { bookkeeping: true });
        for (const name of ['written', 'touched', 'record'])
          expect((await bench.onHost(sh`stat -c %U ${bench.path(name)}`)).trim(), name).toBe(user);
      });

      it('gives exit codes and errors as the login user does', async () => {
        const other = bench.remote().as(user);
        expect(await other.look(sh`echo out; echo err >&2; exit 3`)).toEqual({
          code: 3,
          stdout: 'out\n',
          stderr: 'err\n',
        });
        for (const code of [1, 127])
          await expect(other.run(sh`echo reason >&2; exit ${code}`)).rejects.toMatchObject({
            code: 'COMMAND_FAILED',
            message: expect.stringContaining(`(exit ${code})`),
            detail: 'reason',
          });
        await expect(other.look(sh`sleep 300`, { timeout: 0.3 })).rejects.toMatchObject({
          code: 'LOOK_TIMEOUT',
        });
        expect(await other.query(sh`echo alive`)).toBe('alive');
        expect(await bench.remote().query(sh`id -un`)).toBe((await bench.onHost(sh`id -un`)).trim());
      });

      it('has variables and a folder, and nothing of the password for sudo', async () => {
        await bench
          .remote()
          .as(user)
          .run(sh`pwd; printf '%s\n' "$LINES" "$TOKEN"; cat`, {
            cwd: '/usr',
            env: { LINES: "it's\ntwo", TOKEN: secret('s3cr3t-token') },
            input: 'line\n',
          });
        expect(bench.output).toEqual(['/usr', "it's", 'two', '***', 'line'].map((line) => `stdout: ${line}`));
      });

      it('may be the owner of an uploaded file', async () => {
        const folder = mkdtempSync(join(tmpdir(), 'fck-contract-local-'));
        onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
        writeFileSync(join(folder, 'from'), 'content');
        await bench
          .remote()
          .as('root')
          .upload(join(folder, 'from'), bench.path('there'), { owner: user, mode: 0o640 });
        expect(await bench.onHost(sh`stat -c '%U %a' ${bench.path('there')}`)).toBe(`${user} 640\n`);
      });
    });

    it('root gives a file its owner and group, and finds them up to date', async () => {
      const root = bench.remote().as('root');
      const group = (await bench.onHost(sh`id -gn ${THIRD}`)).trim();
      const path = bench.path('file');
      const owned = () => bench.onHost(sh`stat -c %U:%G ${path}`);
      expect(await root.write(path, 'x', { owner: THIRD })).toBe(true);
      expect(await owned()).toBe(`${THIRD}:root\n`);
      expect(await root.write(path, 'x', { owner: THIRD })).toBe(false);
      expect(await root.write(path, 'x', { owner: `${THIRD}:${group}` })).toBe(true);
      expect(await owned()).toBe(`${THIRD}:${group}\n`);
      expect(await root.write(path, 'x', { owner: `${THIRD}:${group}` })).toBe(false);
      await expect(root.write(path, 'new', { owner: 'no-such-user' })).rejects.toMatchObject({
        code: 'COMMAND_FAILED',
      });
      expect(await bench.onHost(sh`[ ! -r ${path} ] || cat ${path}`)).toBe('x');
      expect(await bench.names()).toEqual(['file']);
    });

    it('what a user may not do fails with the reason', async () => {
      const third = bench.remote().as(THIRD);
      const denied = { code: 'COMMAND_FAILED', detail: expect.stringContaining('Permission denied') };
      await bench.onHost(
        sh`chmod 755 ${bench.folder}; : >${bench.path('mine')}; chmod 600 ${bench.path('mine')}`,
      );
      await expect(third.write(bench.path('new'), 'x')).rejects.toMatchObject(denied);
      await expect(third.run(sh`touch ${bench.path('new')}`)).rejects.toMatchObject(denied);
      await expect(third.read(bench.path('mine'))).rejects.toMatchObject(denied);
      expect(await bench.names()).toEqual(['mine']);
    });

    it('a user that does not exist is refused by name', async () => {
      const nobody = bench.remote().as('no-such-user');
      await expect(nobody.test(sh`true`)).rejects.toMatchObject({
        code: 'SUDO_FAILED',
        message: expect.stringContaining('no-such-user'),
      });
      await expect(nobody.run(sh`touch ${bench.path('ran')}`)).rejects.toMatchObject({ code: 'SUDO_FAILED' });
      expect(await bench.names()).toEqual([]);
    });

    it("secrets for root are in no process's command line, and in no other user's environment", async () => {
      await bench
        .remote()
        .as('root')
        .run(
          sh`read -r WORD; ${commandLinesWith}
          for process in /proc/[0-9]*; do
            [ "$(stat -c %u "$process" 2>/dev/null)" != 0 ] || continue
            case $({ tr '\0' ' ' <"$process/environ"; } 2>/dev/null) in *"$TOKEN"* | *"$WORD"*) echo "$process" ;; esac
          done`,
          { env: { TOKEN: secret('s3cr3t-token') }, input: secret('hunter22-word\n') },
        );
      expect(bench.output).toEqual(['stdout: searched']);
    });

    it('a full disk fails a write, says so, and keeps the file as it was', async () => {
      const root = bench.remote().as('root');
      const disk = bench.path('disk');
      await root.run(sh`mkdir ${disk} && mount -t tmpfs -o size=256k fck-contract ${disk}`);
      onTestFinished(async () => {
        await root.run(sh`umount ${disk}`);
      });
      await root.write(`${disk}/file`, 'old\n');
      bench.events = [];
      const full = { code: 'COMMAND_FAILED', detail: expect.stringContaining('No space left on device') };
      const large = 'x'.repeat(1_000_000);
      await expect(root.write(`${disk}/file`, large)).rejects.toMatchObject(full);
      const records = bench.remote({ bookkeeping: new Bookkeeping() }).as('root');
      await expect(records.write(`${disk}/file`, large, { bookkeeping: true })).rejects.toMatchObject(full);
      expect(await bench.onHost(sh`cat ${`${disk}/file`}; ls -A ${disk}`)).toBe('old\nfile\n');
      expect(bench.changes).toEqual([]);
    });
  });
}
