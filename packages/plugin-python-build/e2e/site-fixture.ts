import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Build, RunTasksOptions } from '@fck/core';
import { createFck } from '@fck/core/host';

const example = fileURLToPath(new URL('../../../examples/flask-notes', import.meta.url));

/** What a run did: its builds, the titles of its steps, and its messages. */
export interface Outcome {
  readonly builds: readonly Build[];
  readonly steps: readonly string[];
  /** Its messages. */
  readonly notes: readonly string[];
  /** The changes that a dry run shows. */
  readonly planned: readonly string[];
  /** All its events. */
  readonly shown: string;
}

/** The example site in a git repository, and a project that builds it on this machine, all in one temporary folder. */
export class SiteFixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'fck-python-build-'));
  readonly repo = join(this.folder, 'flask-notes');
  readonly builds = join(this.folder, 'www/notes/builds');

  /** What the entry in `repos:` says beside the path. */
  entry: object = {};

  /** @param files of the repository; without them, the example site */
  constructor(files?: Readonly<Record<string, string>>) {
    if (!files)
      cpSync(example, this.repo, { recursive: true, filter: (path) => !/__pycache__|\.egg-info/.test(path) });
    mkdirSync(this.repo, { recursive: true });
    mkdirSync(join(this.folder, 'project'));
    this.git('init', '--quiet', '--initial-branch=main');
    this.commit(files);
  }

  /** Writes files into the repository, removes others, and commits the result. */
  commit(files: Record<string, string> = {}, removed: readonly string[] = []): void {
    for (const name of removed) rmSync(join(this.repo, name));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.repo, name)), { recursive: true });
      writeFileSync(join(this.repo, name), content);
    }
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '-m', 'a change');
  }

  /** Runs a task of a project that has this `build:` section. */
  async run(build: object, task = 'build', options: RunTasksOptions = {}): Promise<Outcome> {
    const config = {
      name: 'notes',
      root: join(this.folder, 'www'),
      plugins: ['git', 'python-build'],
      repos: { 'flask-notes': { path: this.repo, ...this.entry } },
      roles: { builder: { hosts: ['local'], build } },
    };
    const yaml = JSON.stringify(config).replaceAll(/"(!env \w+)"/g, '$1');
    writeFileSync(join(this.folder, 'project/fck.yaml'), yaml);
    const fck = await createFck({ cwd: join(this.folder, 'project'), resolveFrom: import.meta.url });
    const builds: Build[] = [];
    const steps: string[] = [];
    const notes: string[] = [];
    const planned: string[] = [];
    const shown: string[] = [];
    fck.hooks.postBuild.tap('fixture', (context) => void builds.push(context.build));
    fck.hooks.event.tap('fixture', (event) => void (event.type === 'step:end' && steps.push(event.step)));
    fck.hooks.event.tap(
      'plan',
      (event) => void (event.type === 'change' && event.planned && planned.push(event.what)),
    );
    fck.hooks.event.tap('shown', (event) => void shown.push(JSON.stringify(event)));
    fck.hooks.event.tap('notes', (event) => void (event.type === 'note' && notes.push(event.text)));
    try {
      await fck.run([task], options);
      return { builds, steps, notes, planned, shown: shown.join('\n') };
    } finally {
      await fck.close();
    }
  }

  /** The newest build as a project describes it that has built, its SBOM, and the SBOM in its folder. */
  async describe() {
    const fck = await createFck({ cwd: join(this.folder, 'project'), resolveFrom: import.meta.url });
    try {
      const newest =
        readdirSync(this.builds)
          .toSorted()
          .findLast((name) => !name.endsWith('.gz')) ?? '';
      const { build } = await fck.build(newest);
      const sbom = JSON.parse(await fck.sbom(newest));
      const inBuild = JSON.parse(readFileSync(join(this.builds, newest, 'sbom.cdx.json'), 'utf8'));
      return { build, sbom, inBuild };
    } finally {
      await fck.close();
    }
  }

  remove(): void {
    // Sealed builds are read-only.
    execFileSync('chmod', ['-R', 'u+w', this.folder]);
    rmSync(this.folder, { recursive: true, force: true });
  }

  git(...args: string[]): void {
    execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], {
      cwd: this.repo,
      stdio: 'pipe',
    });
  }
}
