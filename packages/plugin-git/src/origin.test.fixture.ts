import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Checkout } from '@fck/core';
import type { FckContainer } from '@fck/core/host';
import { createFck } from '@fck/core/host';

/** A git repository and a project that deploys from it, on this machine alone, in a folder that {@link remove} removes. */
export class OriginFixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'fck-git-'));
  readonly origin = join(this.folder, 'origin');
  readonly clone = join(this.folder, 'www/shop/repos/app');
  readonly notes: string[] = [];

  constructor() {
    for (const name of ['home', 'project', 'origin']) mkdirSync(join(this.folder, name));
    this.git('init', '--quiet', '--initial-branch=main');
    this.commit('first');
  }

  /** Runs git in the origin, and returns its output. */
  git(...args: string[]): string {
    const identity = [
      '-c',
      'user.name=Test',
      '-c',
      'user.email=test@example.com',
      '-c',
      'protocol.file.allow=always',
    ];
    return execFileSync('git', [...identity, ...args], {
      cwd: this.origin,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim();
  }

  /** A folder for `PATH`, with all programs of this machine but one. */
  programsWithout(missing: string): string {
    const folder = join(this.folder, 'programs');
    mkdirSync(folder);
    const found = new Set([missing]);
    for (const place of (process.env['PATH'] ?? '').split(delimiter).filter((one) => existsSync(one)))
      for (const name of readdirSync(place)) {
        if (!found.has(name)) symlinkSync(join(place, name), join(folder, name));
        found.add(name);
      }
    return folder;
  }

  /** Commits a file of this content, and returns the commit's id. */
  commit(content: string): string {
    writeFileSync(join(this.origin, 'file'), content);
    this.git('add', '.');
    this.git('commit', '--quiet', '-m', content);
    return this.git('rev-parse', 'HEAD');
  }

  /** Checks the repository `app` out as a builder would. */
  async checkOut(
    entry: object,
    options: { ref?: string; dryRun?: boolean } = {},
  ): Promise<Checkout | undefined> {
    const fck = await this.open(entry);
    let done: Checkout | undefined;
    fck.tasks.register('check-out', {
      about: 'checks out',
      run: (run) =>
        run.eachHost(async (context) => {
          done = await fck.sources.get('git').checkout(context, 'app', options.ref);
        }),
    });
    try {
      await fck.run(['check-out'], { dryRun: options.dryRun ?? false });
      return done;
    } finally {
      await fck.close();
    }
  }

  /** Loads the project with this entry for the repository `app`. */
  async open(entry: object, rest: object = {}): Promise<FckContainer> {
    process.env['HOME'] = join(this.folder, 'home');
    const plugin = fileURLToPath(new URL('./index.ts', import.meta.url));
    const config = {
      name: 'shop',
      root: join(this.folder, 'www'),
      plugins: [plugin],
      repos: { app: entry },
      roles: { builder: { hosts: ['local'], provision: { git: { clone: '__all__' } } } },
      ...rest,
    };
    writeFileSync(join(this.folder, 'project/fck.json'), JSON.stringify(config));
    const fck = await createFck({ cwd: join(this.folder, 'project') });
    fck.hooks.event.tap('test', (event) => {
      if (event.type === 'note') this.notes.push(event.text);
      if (event.type === 'change') this.notes.push(event.what);
    });
    return fck;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
