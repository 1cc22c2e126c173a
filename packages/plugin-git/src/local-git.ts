import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isCommitId, type KnownRefs, localCandidatesOf, type Ref } from './ref.js';
import { type Answer, runGit as run } from './run-git.js';
import { TAG_FORMAT } from './sent-tags.js';
import { type Boundary, linesOf, parseBoundary } from './shallow.js';
import { folderOfRepository, partialClone, type Unsendable, unreadableRepository } from './unsendable.js';

/** What a bundle brings. */
export interface BundleContents {
  /** Undefined: tags alone. */
  readonly commit: string | undefined;
  /** The object of each tag, by the tag's full name. */
  readonly tags: ReadonlyMap<string, string>;
  /** Where the history begins. */
  readonly boundary: Boundary;
}

/** A submodule of a commit. */
export interface Submodule {
  readonly name: string;
  /** Its folder in the repository. */
  readonly path: string;
  /** The commit that it is pinned to. */
  readonly pinned: string;
}

/** A git repository on this machine: read, never changed. */
export class LocalRepository {
  constructor(readonly path: string) {}

  /** Why a commit of it cannot be sent to a host; undefined if it can, or if there is no such commit. */
  async whyNotSendable(ref: Ref | undefined): Promise<Unsendable | undefined> {
    if (!(await isThere(this.path))) return { why: 'there is no such folder' };
    const bare = await this.#git('rev-parse', '--is-bare-repository');
    if (!bare.ok) return unreadableRepository(this.path, bare.output);
    if (bare.output !== 'true') {
      const prefix = await this.#git('rev-parse', '--show-prefix');
      if (!prefix.ok) return { why: prefix.output };
      if (prefix.output !== '')
        return folderOfRepository(await this.#mustGit('rev-parse', '--show-toplevel'), prefix.output);
    }
    const missing = await this.#missingObjects(ref);
    return missing > 0 ? partialClone(this.path, missing) : undefined;
  }

  /** How many objects a partial clone has not fetched of a commit and its history: git would fetch them one by one. */
  async #missingObjects(ref: Ref | undefined): Promise<number> {
    const isPartial = await this.#git('config', '--get-regexp', '^remote\\..*\\.promisor$');
    const commit = isPartial.ok ? await this.commitOf(ref) : undefined;
    if (commit === undefined) return 0;
    const listed = await this.#git('rev-list', '--objects', '--missing=print', commit);
    return listed.output.split('\n').filter((line) => line.startsWith('?')).length;
  }

  /** Whether it does not have all of its history. */
  async isShallow(): Promise<boolean> {
    return (await this.#git('rev-parse', '--is-shallow-repository')).output === 'true';
  }

  /** The first commits of a commit's history that this repository has, if it is a shallow clone; otherwise empty. */
  async boundaryOf(commit: string): Promise<Boundary> {
    if (!(await this.isShallow())) return [];
    const [file, roots] = await Promise.all([
      this.#mustGit('rev-parse', '--git-path', 'shallow'),
      this.#mustGit('rev-list', '--max-parents=0', commit),
    ]);
    const cut = parseBoundary(await readFile(resolve(this.path, file), 'utf8'));
    const first = new Set(parseBoundary(roots));
    return cut.filter((id) => first.has(id));
  }

  /** The object format: `sha1` or `sha256`. Versions of git without this option know only `sha1`. */
  async objectFormat(): Promise<string> {
    const format = await this.#git('rev-parse', '--show-object-format');
    return format.ok && format.output === 'sha256' ? 'sha256' : 'sha1';
  }

  /** The whole commit id of a ref; without a ref, of the commit that is checked out. */
  async commitOf(ref: Ref | undefined): Promise<string | undefined> {
    for (const name of localCandidatesOf(ref)) {
      const found = await this.#git('rev-parse', '--verify', '--quiet', `${name}^{commit}`);
      if (found.ok) return found.output;
    }
    return undefined;
  }

  /** Names of all branches and tags. */
  async knownRefs(): Promise<KnownRefs> {
    const [branches, tags] = await Promise.all([this.#refsBelow('refs/heads'), this.#refsBelow('refs/tags')]);
    return { branches, tags };
  }

  async #refsBelow(folder: string): Promise<string[]> {
    const listed = await this.#git('for-each-ref', '--format=%(refname:lstrip=2)', folder);
    return listed.output.split('\n').filter((line) => line !== '');
  }

  /** The tags of a commit and its history, one a line: see {@link TAG_FORMAT}. */
  async tagsOf(commit: string): Promise<string> {
    return this.#mustGit('for-each-ref', '--merged', commit, `--format=${TAG_FORMAT}`, 'refs/tags');
  }

  /** Whether it has a commit, by its whole id. */
  async has(commit: string): Promise<boolean> {
    return (await this.#git('cat-file', '-e', `${commit}^{commit}`)).ok;
  }

  /** The files that a commit keeps in Git LFS and this machine has: their paths, by the ids in their pointers. */
  async lfsFilesOf(commit: string): Promise<ReadonlyMap<string, string>> {
    const attributes = ['--', '.gitattributes', '*/.gitattributes'];
    if (!(await this.#git('grep', '--quiet', 'filter=lfs', commit, ...attributes)).ok) return new Map();
    const [pointers, store] = await Promise.all([
      this.#git('grep', '-h', '-I', '-e', '^oid sha256:[0-9a-f]*$', commit),
      this.#lfsStore(),
    ]);
    const ids = [...pointers.output.matchAll(/^oid sha256:([0-9a-f]{64})$/gm)].map(([, id = '']) => id);
    const files = [...new Set(ids)].map(
      (id) => [id, join(store, 'objects', id.slice(0, 2), id.slice(2, 4), id)] as const,
    );
    const present = await Promise.all(files.map(([, file]) => isThere(file)));
    return new Map(files.filter((_, index) => present[index]));
  }

  /** The folder of git-lfs. */
  async #lfsStore(): Promise<string> {
    const common = resolve(this.path, await this.#mustGit('rev-parse', '--git-common-dir'));
    const configured = await this.#git('config', '--path', 'lfs.storage');
    return resolve(common, configured.ok ? configured.output : 'lfs');
  }

  /** The submodules of a commit. */
  async submodulesOf(commit: string): Promise<readonly Submodule[]> {
    const settings = await this.#git(
      ...['config', '-z', '--blob', `${commit}:.gitmodules`, '--get-regexp', '^submodule\\..*\\.path$'],
    );
    if (!settings.ok) return [];
    const tree = await this.#mustGit('ls-tree', '-r', '-z', commit);
    const pins = new Map(
      tree.split('\0').flatMap((entry) => {
        const [, pinned, path] = /^160000 commit (\S+)\t(.*)$/s.exec(entry) ?? [];
        return pinned !== undefined && path !== undefined ? [[path, pinned] as const] : [];
      }),
    );
    return settings.output.split('\0').flatMap((entry) => {
      const [, name, path] = /^submodule\.(.*)\.path\n(.*)$/s.exec(entry) ?? [];
      const pinned = pins.get(path ?? '');
      // git refuses such names, too.
      if (name === undefined || path === undefined || name.split('/').includes('..')) return [];
      return pinned === undefined ? [] : [{ name, path, pinned }];
    });
  }

  /** The clone of a submodule, if this repository has one: in its work tree, or in its git folder. */
  async submoduleAt(name: string, path: string): Promise<LocalRepository | undefined> {
    const common = resolve(this.path, await this.#mustGit('rev-parse', '--git-common-dir'));
    const top = await this.#git('rev-parse', '--show-toplevel');
    const inTree = top.ok ? join(top.output, path) : undefined;
    if (inTree !== undefined && (await isThere(join(inTree, '.git')))) return new LocalRepository(inTree);
    const module = join(common, 'modules', name);
    return (await isThere(join(module, 'HEAD'))) ? new LocalRepository(module) : undefined;
  }

  /** Whether files differ from the commit. */
  async isDirty(): Promise<boolean> {
    const status = await this.#git('status', '--porcelain');
    return status.ok && status.output !== '';
  }

  /**
   * Makes a bundle and hands it to `use`; then it is removed.
   *
   * @param contents the commit and its history, as the branch `fck`, and tags
   * @param have a commit that the receiver has: its history is left out, if this repository has it.
   */
  async withBundle(
    contents: BundleContents,
    have: string | undefined,
    use: (file: string) => Promise<void>,
  ): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), 'fck-bundle-'));
    try {
      const file = join(folder, 'repository.bundle');
      await this.#bundle(folder, file, contents, have);
      await use(file);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** A bundle contains refs, not bare commits. The refs are made in an empty repository that borrows this one's objects. */
  async #bundle(
    folder: string,
    file: string,
    { commit, tags, boundary }: BundleContents,
    have: string | undefined,
  ): Promise<void> {
    const borrower = join(folder, 'borrower.git');
    const objects = resolve(this.path, await this.#mustGit('rev-parse', '--git-path', 'objects'));
    await run(folder, [
      'init',
      '--quiet',
      ...formatOption(await this.objectFormat()),
      '--bare',
      borrower,
    ]).then(insist);
    await writeFile(join(borrower, 'objects', 'info', 'alternates'), `${objects}\n`);
    if (boundary.length > 0) await writeFile(join(borrower, 'shallow'), linesOf(boundary));
    const refs = new Map([...(commit === undefined ? [] : [['refs/heads/fck', commit] as const]), ...tags]);
    await run(borrower, ['update-ref', '--stdin'], updatesTo(refs)).then(insist);
    const known =
      have !== undefined &&
      isCommitId(have) &&
      (await run(borrower, ['cat-file', '-e', `${have}^{commit}`])).ok;
    await run(borrower, [
      'bundle',
      'create',
      '--quiet',
      file,
      ...refs.keys(),
      ...(known ? [`^${have}`] : []),
    ]).then(insist);
  }

  #git(...args: string[]): Promise<Answer> {
    return run(this.path, args);
  }

  async #mustGit(...args: string[]): Promise<string> {
    return insist(await this.#git(...args));
  }
}

/** The option of `git init` for the object format, if it is needed: older versions do not know it. */
export function formatOption(format: string): readonly string[] {
  return format === 'sha1' ? [] : [`--object-format=${format}`];
}

/** What `git update-ref --stdin` reads. */
function updatesTo(refs: ReadonlyMap<string, string>): string {
  return [...refs].map(([name, object]) => `update ${name} ${object}\n`).join('');
}

function insist(answer: Answer): string {
  if (!answer.ok) throw new Error(answer.output);
  return answer.output;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
