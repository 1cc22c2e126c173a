import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Build, type Command, listFiles, type Paths, sh } from '@fck/core';
import { prepareProgram } from './prepare-program.js';
import { receiveProgram } from './receive-program.js';
import { sendProgram } from './send-program.js';

/** Files by their path; those whose content begins with `#!` are executable. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** Two folders of builds: real shells copy builds from one to the other. */
export class CopyFolders {
  readonly root = mkdtempSync(join(tmpdir(), 'fck-copy-'));
  readonly source = pathsAt(join(this.root, 'source'));
  #path: string | undefined;
  readonly target = pathsAt(join(this.root, 'target'));

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
    return run(receiveProgram({ paths: this.target, build, base, sender: send, prepared }), this.#path);
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
    return run(prepareProgram(this.target, base, token), this.#path);
  }

  /** From now on, records which files preparations and copies hash. */
  recordHashes(): { files(): string[] } {
    const bin = join(this.root, 'bin');
    const record = join(this.root, 'hashed');
    mkdirSync(bin);
    for (const program of ['openssl', 'sha256sum']) {
      const { stdout } = run(sh`command -v ${program}`);
      writeFileSync(
        join(bin, program),
        `#!/bin/sh\nfor file; do case $file in ./*) echo "$file" >>${record};; esac; done\nexec ${stdout.trim()} "$@"\n`,
        { mode: 0o755 },
      );
    }
    this.#path = `${bin}:${process.env['PATH']}`;
    return {
      files: () => readFileSync(record, 'utf8').trim().split('\n').toSorted(),
    };
  }

  remove(): void {
    run(sh`chmod -R u+w ${this.root}`);
    rmSync(this.root, { recursive: true });
  }
}

/** Runs a command as a host's shell does. */
export function run(command: Command, path = process.env['PATH']): SpawnSyncReturns<string> {
  return spawnSync('sh', ['-c', command.text], {
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, PATH: path },
  });
}

function pathsAt(builds: string): Paths {
  mkdirSync(builds);
  return { builds, spare: join(builds, '.spare'), build: (name: string) => join(builds, name) } as Paths;
}
