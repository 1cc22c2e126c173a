import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sh } from '../../command/command.js';
import { secret } from '../../command/secret.js';
import { Bookkeeping } from '../bookkeeping.js';
import { type ContractBench, until } from './bench.test.helper.js';

const sha256 = (content: Buffer | string) => createHash('sha256').update(content).digest('hex');

export function filesContract(bench: ContractBench): void {
  const content = (path: string) => bench.onHost(sh`cat ${path}`);
  const mode = async (path: string) => (await bench.onHost(sh`stat -c %a ${path}`)).trim();

  describe('a written file', () => {
    it('has its content and mode, in a new folder too, and is written only if it differs', async () => {
      const here = bench.remote();
      const path = bench.path("new folder/below/it's.conf");
      expect(await here.write(path, 'hello\n', { mode: 0o640 })).toBe(true);
      expect([await content(path), await mode(path)]).toEqual(['hello\n', '640']);
      expect(await mode(bench.path('new folder'))).toBe('755');
      expect(await here.write(path, 'hello\n', { mode: 0o640 })).toBe(false);
      expect(await here.write(path, 'hello\n', { mode: 0o600 })).toBe(true);
      expect(await here.write(path, 'hello', { mode: 0o600 })).toBe(true);
      expect(bench.changes).toHaveLength(3);
      expect(bench.changes[0]).toMatchObject({ what: `write ${path}`, planned: false });
    });

    it('has the mode 644 by default, and 600 if it is a secret', async () => {
      const here = bench.remote();
      await here.write(bench.path('open'), 'a');
      await here.write(bench.path('closed'), secret('hunter22'));
      expect(await mode(bench.path('open'))).toBe('644');
      expect(await mode(bench.path('closed'))).toBe('600');
      expect(await here.write(bench.path('closed'), secret('hunter22'))).toBe(false);
    });

    it.each(bench.place.isVariant ? [0, 1] : [0, 1, 5_000_000])('has all of its %d B', async (size) => {
      const [bytes, path] = [randomBytes(size), bench.path('bytes')];
      expect(await bench.remote().write(path, bytes)).toBe(true);
      expect(await bench.sha256(path)).toBe(sha256(bytes));
      expect(await bench.remote().write(path, bytes)).toBe(false);
    });

    it.each([
      "it's",
      '"a" `b` $HOME',
      ' blanks ',
      'two\nlines',
      'é 漢 🙂',
      '-n',
      '*',
      'back\\slash\\n',
      '!x {a,b} ~',
    ])('may be called %j', async (name) => {
      const path = `${bench.folder}/${name}`;
      expect(await bench.remote().write(path, name)).toBe(true);
      expect(await content(path)).toBe(name);
      expect(await bench.remote().write(path, name)).toBe(false);
      expect(await bench.remote().read(path)).toBe(name);
      expect(
        await bench.onHost(
          sh`cd ${bench.folder} && for file in * .[!.]*; do [ -e "./$file" ] && printf '%s/' "$file"; done; :`,
        ),
      ).toBe(`${name}/`);
    });

    it('shows what it changes, but never a secret', async () => {
      const path = bench.path('app.conf');
      await bench.remote().write(path, 'old\n');
      await bench.remote().write(path, 'new\n');
      expect(bench.events).toContainEqual({
        type: 'diff',
        host: bench.place.host.name,
        path,
        before: 'old\n',
        after: 'new\n',
      });
      await bench.remote().write(path, secret('password=hunter22\n'));
      await bench.remote().write(path, secret('password=hunter23\n'));
      expect(JSON.stringify(bench.events)).not.toContain('hunter');
    });

    bench.heavy('is never seen in part, nor a secret by others, while it is written', async () => {
      const [path, stop, report] = [bench.path('seen/file'), bench.path('stop'), bench.path('report')];
      const versions = ['a', 'b'].map((letter) => letter.repeat(5_000_000));
      await bench.remote().write(path, secret(versions[0] ?? ''));
      const watching = bench.onHost(sh`
        cd ${bench.path('seen')}
        for round in $(seq 2000); do
          [ ! -e ${stop} ] || break
          sha256sum <file
          find . -type f -perm /077
          cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\0' '\n' | grep '[a]\{100\}' | cut -c 1-50
          [ -e ${report} ] || : >${report}
        done | sort -u`);
      await bench.onHost(until(sh`[ -e ${report} ]`));
      for (const version of [...versions, ...versions]) await bench.remote().write(path, secret(version));
      await bench.onHost(sh`touch ${stop}`);
      const known = versions.map((version) => `${sha256(version)}  -`);
      expect(
        (await watching)
          .trim()
          .split('\n')
          .filter((line) => !known.includes(line)),
      ).toEqual([]);
    });

    it('replaces a symbolic link, and not the file behind it', async () => {
      await bench.onHost(
        sh`cd ${bench.folder} && echo old >behind && ln -s behind link && ln -s nowhere dangling && ln behind other`,
      );
      for (const name of ['link', 'dangling', 'other']) {
        expect(await bench.remote().write(bench.path(name), 'new\n')).toBe(true);
        expect(await content(bench.path(name))).toBe('new\n');
        await bench.onHost(sh`[ ! -L ${bench.path(name)} ]`);
      }
      expect(await content(bench.path('behind'))).toBe('old\n');
      expect(await bench.names()).toEqual(['behind', 'dangling', 'link', 'other']);
    });

    it('replaces a pipe, a link to a device and a file of 9 MB, and reads none without an end', async () => {
      await bench.onHost(
        sh`cd ${bench.folder} && mkfifo pipe && ln -s /dev/zero endless && truncate -s 9M huge`,
      );
      for (const name of ['pipe', 'endless', 'huge']) {
        expect(await bench.remote().write(bench.path(name), 'new\n'), name).toBe(true);
        await bench.onHost(sh`[ -f ${bench.path(name)} ] && [ ! -L ${bench.path(name)} ]`);
        expect(await content(bench.path(name))).toBe('new\n');
      }
    });

    it('never replaces a folder, nor a file in the place of its folder', async () => {
      await bench.onHost(sh`mkdir ${bench.path('folder')} && echo kept >${bench.path('folder/kept')}`);
      await expect(bench.remote().write(bench.path('folder'), 'x')).rejects.toMatchObject({
        code: 'COMMAND_FAILED',
      });
      await expect(bench.remote().write(bench.path('folder/kept/below'), 'x')).rejects.toMatchObject({
        code: 'COMMAND_FAILED',
      });
      expect(await bench.names()).toEqual(['folder']);
      expect(await bench.names(bench.path('folder'))).toEqual(['kept']);
      expect(bench.changes).toEqual([]);
    });

    it('removes what interrupted writes of it left, and no other file', async () => {
      const others = ['.state.json.fck-notes.txt', '.other.json.fck-a1B2c3', 'state.json.backup'];
      await bench.onHost(sh`cd ${bench.folder} && touch .state.json.fck-a1B2c3 ${others}`);
      await bench.remote().write(bench.path('state.json'), '{}');
      expect((await bench.names()).toSorted()).toEqual([...others, 'state.json'].toSorted());
    });

    it('is one of those that were written at once', async () => {
      const path = bench.path('state.json');
      const texts = Array.from({ length: 8 }, (_, number) => `text ${number}`);
      await Promise.all(texts.map((text) => bench.remote().write(path, text)));
      expect(texts).toContain(await content(path));
      expect(await bench.names()).toEqual(['state.json']);
    });
  });

  describe('records', () => {
    it('are written without an event', async () => {
      const bookkeeping = new Bookkeeping();
      const path = bench.path('state.json');
      for (const setting of [{}, { bookkeeping }])
        expect(await bench.remote(setting).write(path, '{}', { bookkeeping: true, mode: 0o600 })).toBe(true);
      expect([await content(path), await mode(path), bench.events]).toEqual(['{}', '600', []]);
    });

    it('are written in their order: after one that fails, none is', async () => {
      const here = bench.remote({ bookkeeping: new Bookkeeping() });
      await bench.onHost(sh`: >${bench.path('file')}`);
      const outcomes = await Promise.allSettled(
        ['one', 'two', 'file/below', 'three'].map((name) =>
          here.write(bench.path(name), `it's "${name}" \\ é\n\n`, { bookkeeping: true }),
        ),
      );
      expect(outcomes.map(({ status }) => status)).toContain('rejected');
      expect(await bench.names()).toEqual(['file', 'one', 'two']);
      expect(await content(bench.path('two'))).toBe(`it's "two" \\ é\n\n`);
    });

    bench.heavy('may be large, and hold any byte', async () => {
      const here = bench.remote({ bookkeeping: new Bookkeeping() });
      const records = [randomBytes(100_000), Buffer.from('é'.repeat(500_000))];
      await Promise.all(
        records.map((bytes, index) =>
          here.write(bench.path(`record-${index}`), bytes, { bookkeeping: true }),
        ),
      );
      for (const [index, bytes] of records.entries())
        expect(await bench.sha256(bench.path(`record-${index}`))).toBe(sha256(bytes));
    });
  });

  describe('copies', () => {
    /** A folder on this machine. */
    function localFolder(): string {
      const folder = mkdtempSync(join(tmpdir(), 'fck-contract-local-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      return folder;
    }

    bench.heavy('of local files are whole, with their mode, and reported', async () => {
      const local = join(localFolder(), "it's local");
      const path = bench.path('new/there');
      for (const bytes of [randomBytes(5_000_000), Buffer.alloc(0)]) {
        writeFileSync(local, bytes);
        await bench.remote().upload(local, path, { mode: 0o600 });
        expect([await bench.sha256(path), await mode(path)]).toEqual([sha256(bytes), '600']);
      }
      expect(bench.changes[0]).toMatchObject({ what: `upload ${path}`, planned: false });
      await bench.remote().upload(local, path);
      expect(await mode(path)).toBe('644');
    });

    it('of a local file that cannot be read are reported, and leave the file on the host as it was', async () => {
      const folder = localFolder();
      const path = bench.path('there');
      await bench.onHost(sh`echo old >${path}`);
      await expect(bench.remote().upload(join(folder, 'nowhere'), path)).rejects.toMatchObject({
        code: 'UPLOAD_FAILED',
        host: bench.place.host.name,
      });
      await expect(bench.remote().upload(folder, path)).rejects.toMatchObject({
        code: expect.stringMatching(/^(UPLOAD|COMMAND)_FAILED$/),
      });
      expect(await content(path)).toBe('old\n');
      expect(await bench.names()).toEqual(['there']);
    });

    bench.heavy('to this machine are whole, and change nothing there', async () => {
      const local = join(localFolder(), 'here');
      const path = bench.path(`it's "a" é`);
      await bench.onHost(sh`head -c 5000000 /dev/urandom >${path}`);
      await bench.remote().download(path, local);
      expect(sha256(readFileSync(local))).toBe(await bench.sha256(path));
      expect(bench.events).toEqual([]);
    });

    it('to this machine of what is no file are refused', async () => {
      const folder = localFolder();
      await bench.onHost(sh`mkfifo ${bench.path('pipe')} && mkdir ${bench.path('folder')}`);
      for (const name of ['pipe', 'folder', 'missing'])
        await expect(
          bench.remote().download(bench.path(name), join(folder, name)),
          name,
        ).rejects.toMatchObject({
          code: 'DOWNLOAD_FAILED',
          host: expect.any(String),
        });
    });
  });
}
