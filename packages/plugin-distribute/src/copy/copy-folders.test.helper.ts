import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Build, type Command, listFiles, type Paths, sh } from '@fck/core';
import { preparing, receiving } from './python-modules.js';
import { receiveInShell } from './receive-in-shell.js';
import { receivingArguments } from './receive-program.js';
import { sendProgram } from './send-program.js';

/** Files by their path; those whose content begins with `#!` are executable. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** The two forms of a receiving end. */
export type Form = 'in Python' | 'in shell';

/** Two folders of builds: real programs copy builds from one to the other. */
export class CopyFolders {
  readonly #form: Form;
  readonly root = mkdtempSync(join(tmpdir(), 'fck-copy-'));
  readonly source = pathsAt(join(this.root, 'source'));
  readonly target = pathsAt(join(this.root, 'target'));

  constructor(form: Form = 'in Python') {
    this.#form = form;
  }

  /** Puts a sealed build into a folder. */
  seal(paths: Paths, name: string, files: Files, links: Files = {}): Build {
    const folder = paths.build(name);
    mkdirSync(folder, { recursive: true });
    for (const [path, content] of Object.entries(files)) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      if (content.toString().startsWith('#!')) chmodSync(file, 0o755);
    }
    for (const [path, to] of Object.entries(links)) run(sh`ln -s -- ${to.toString()} ${join(folder, path)}`);
    const description = JSON.stringify({ name, number: 1 }, null, 2);
    run(
      sh`cd ${folder} && ${listFiles} >../list && mv ../list files.sha256 && echo ${description} >build.json && chmod -R a-w,a+rX .`,
    );
    const list = readFileSync(join(folder, 'files.sha256'));
    return { name, checksum: createHash('sha256').update(list).digest('hex') } as Build;
  }

  /** Copies a build, and returns how the receiving end ended. */
  copy(
    build: Build,
    base?: Pick<Build, 'name'>,
    sender?: Command,
    prepared?: string,
  ): SpawnSyncReturns<string> {
    const send = sender ?? sh`sh -c ${sendProgram(this.source, build).text}`;
    const copy = { paths: this.target, build, base, sender: send, prepared };
    if (this.#form === 'in shell') return run(receiveInShell(copy));
    return run(receiving.program('receive', { ...receivingArguments(copy), sender: send.text }));
  }

  /** Everything in a build's folder: kind, mode, link count, path, content. */
  standing(paths: Paths, build: Build): string {
    return run(
      sh`cd ${paths.build(build.name)} && find . -printf '%y %m %p -> %l\0' | LC_ALL=C sort -z; find . -type f -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum`,
    ).stdout;
  }

  /** The link count of a build's file. */
  names(build: Build, path: string): string {
    return run(sh`stat -c %h -- ${join(this.target.build(build.name), path)}`).stdout.trim();
  }

  /** Prepares a copy on top of a build. */
  prepare(base: Pick<Build, 'name' | 'own'>, token: string): SpawnSyncReturns<string> {
    const { builds } = this.target;
    const args = { builds, spare: '.spare', base: base.name, own: base.own ?? false, token };
    return run(preparing.program('prepare', args));
  }

  /** Removes what was prepared. */
  discard(): SpawnSyncReturns<string> {
    return run(preparing.program('discard', { builds: this.target.builds, spare: '.spare' }));
  }

  remove(): void {
    run(sh`chmod -R u+w ${this.root}`);
    rmSync(this.root, { recursive: true });
  }
}

/** Runs a command as a host's shell does. */
export function run(command: Command): SpawnSyncReturns<string> {
  return spawnSync('sh', ['-c', command.text], {
    encoding: 'utf8',
    timeout: 60_000,
  });
}

function pathsAt(builds: string): Paths {
  mkdirSync(builds);
  return { builds, spare: join(builds, '.spare'), build: (name: string) => join(builds, name) } as Paths;
}
