import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What git says about a folder. */
export interface GitRepository {
  /** The folder of the repository as seen from the project: `.`, `..`. */
  readonly top: string;
  /** The project's folder in the repository; empty if it is the top. */
  readonly subfolder: string;
  /** Where the repository is pushed to, if the URL holds no login. */
  readonly remote: string | undefined;
}

/** Asks git for the repository that the folder is in; undefined if it is in none, or git is not installed. */
export async function readGit(folder: string): Promise<GitRepository | undefined> {
  const git = async (...args: string[]) => {
    try {
      const { stdout } = await run('git', args, { cwd: folder, timeout: 10_000 });
      return stdout.trim();
    } catch {
      return undefined;
    }
  };
  const prefix = await git('rev-parse', '--show-prefix');
  if (prefix === undefined) return undefined;
  const subfolder = prefix.replace(/\/$/, '');
  const remote = await git('remote', 'get-url', 'origin');
  return {
    top: subfolder === '' ? '.' : relative(join('/', subfolder), '/'),
    subfolder,
    remote: remote !== undefined && hasNoLogin(remote) ? remote : undefined,
  };
}

/** The hosts that the configuration accepts as an origin; a URL with a password or a token is never written down. */
function hasNoLogin(remote: string): boolean {
  return /^(git@[\w.-]+:[\w./~-]+|ssh:\/\/(git@)?[\w.:-]+\/[\w./~-]+|https:\/\/[\w.:-]+\/[\w./~-]+)$/.test(
    remote,
  );
}

const gitHosts = new Set(['github.com', 'gitlab.com', 'bitbucket.org', 'codeberg.org', 'ssh.github.com']);

/** Names of hosts in `~/.ssh/config`, without patterns and hosts of git. */
export function hostsOfSshConfig(env: NodeJS.ProcessEnv): readonly string[] {
  const file = join(env['HOME'] ?? homedir(), '.ssh', 'config');
  if (!existsSync(file)) return [];
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .flatMap((line) => /^\s*Host[\s=]+(.+)$/i.exec(line)?.[1]?.trim().split(/\s+/) ?? [])
      .filter((name) => /^[A-Za-z0-9][\w.-]*$/.test(name) && !gitHosts.has(name));
  } catch {
    return [];
  }
}
