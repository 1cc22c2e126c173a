import { type Command, type Facts, FckError, type LookResult, type Remote, Secret } from '@fck/core';

const facts: Facts = {
  os: 'debian',
  osLike: [],
  osVersion: '12',
  osName: 'Debian 12',
  packageManager: 'apt',
  arch: 'x86_64',
  cpus: 2,
  init: 'systemd',
  hostname: 'web',
  user: 'deploy',
  home: '/home/deploy',
  libc: 'glibc 2.36',
  cloudInitRuns: false,
};

/** A host with an nginx that keeps its files in memory, and counts its workers' generations. */
export class FakeNginx implements Remote {
  readonly host = {
    name: 'web',
    role: 'web',
    address: 'web',
    transport: 'fake',
    ssh: {},
    labels: {},
    provider: 'test',
  };
  readonly user = 'deploy';
  readonly dryRun = false;
  readonly files = new Map<string, string>();
  /** The complaint of `nginx -t` about the files; undefined if there is none. */
  objection: (files: ReadonlyMap<string, string>) => { code: number; stderr: string } | undefined = () =>
    undefined;
  /** Whether a reload applies the files: not if the port is taken. */
  takesOver = true;
  generation = 1;
  /** Workers of older generations that have not ended. */
  ending: number[] = [];
  reloads = 0;
  errorLog = '[emerg] bind() failed';

  as(): Remote {
    return this;
  }
  async facts(): Promise<Facts> {
    return facts;
  }
  async call(): Promise<never> {
    throw new Error('nginx is not asked in Python');
  }

  async look({ text }: Command): Promise<LookResult> {
    if (text === 'nginx -t') return { code: 0, stdout: '', stderr: '', ...this.objection(this.files) };
    if (text.includes('/proc/')) return { code: 0, stdout: this.#workers(), stderr: '' };
    if (text.includes('error.log')) return { code: 0, stdout: this.errorLog, stderr: '' };
    throw new Error(`not expected: ${text}`);
  }
  async run({ text }: Command): Promise<void> {
    const removed = /^rm -f -- (\S+)/.exec(text)?.[1];
    if (removed !== undefined) this.files.delete(removed);
    const folder = /rm -rf -- (\S+)/.exec(text)?.[1];
    for (const file of this.files.keys())
      if (folder !== undefined && file.startsWith(`${folder}/`)) this.files.delete(file);
    const [, from, to] = /^mv -f -- (\S+) (\S+)/.exec(text) ?? [];
    if (from !== undefined && to !== undefined) this.#move(from, to);
    if (text.includes('nginx -t -q') && (this.objection(this.files)?.code ?? 0) !== 0)
      throw new FckError({ code: 'COMMAND_FAILED', message: text });
    const moved = /cp -a -- (\S+) (\S+)(?: && sync && rm -f -- \1| && mv -f -- \2 (\S+))/.exec(text);
    if (moved) this.#move(moved[1] ?? '', moved[3] ?? moved[2] ?? '');
    if (text.includes('nginx -s reload')) this.#reload();
  }
  async write(path: string, content: unknown): Promise<boolean> {
    this.files.set(path, content instanceof Secret ? content.reveal() : String(content));
    return true;
  }
  async read(path: string): Promise<string | undefined> {
    return this.files.get(path);
  }
  async exists(path: string): Promise<boolean> {
    return [...this.files.keys()].some((file) => file === path || file.startsWith(`${path}/`));
  }
  async expect(what: string, condition: Command | (() => Promise<boolean>)): Promise<void> {
    if (typeof condition === 'function' && (await condition())) return;
    throw new FckError({ code: 'EXPECTATION_FAILED', message: what });
  }

  /** As the commands of `aside.ts` do: a missing file is no error. */
  #move(from: string, to: string): void {
    const content = this.files.get(from);
    if (content !== undefined) this.files.set(to, content);
    this.files.delete(from);
  }
  #workers(): string {
    return [`serving 10${this.generation}:7`, ...this.ending.map((old) => `ending 10${old}:7`)].join('\n');
  }
  #reload(): void {
    this.reloads += 1;
    if (!this.takesOver) return;
    this.ending.push(this.generation);
    this.generation += 1;
  }

  test = unexpected;
  query = unexpected;
  upload = unexpected;
  download = unexpected;
  stream = unexpected;
  reboot = unexpected;
}

function unexpected(): never {
  throw new Error('not expected');
}
