import { type ChildProcess, spawn } from 'node:child_process';

/** The result of a git command on this machine. */
export interface Answer {
  readonly ok: boolean;
  readonly output: string;
}

/** The number of characters of output that are kept. */
const LONGEST = 64 * 1024 * 1024;

/** Running git processes: they must not outlive this process. */
const running = new Set<ChildProcess>();

/**
 * Runs git on this machine, in its own process group: Ctrl-C at the terminal reaches fck, which finishes the current step, but
 * not git.
 */
export function runGit(cwd: string, args: readonly string[], input?: string): Promise<Answer> {
  return new Promise((resolve) => {
    const child = spawn('git', args, {
      cwd,
      env: environment(),
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    if (running.size === 0) process.on('exit', endAll);
    running.add(child);
    const over = (answer: Answer) => {
      running.delete(child);
      if (running.size === 0) process.off('exit', endAll);
      resolve(answer);
    };
    // Git may end before it reads all.
    child.stdin.on('error', () => {}).end(input);
    const said = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        if (said[name].length < LONGEST) said[name] += text;
      });
    child.once('error', (error) => over({ ok: false, output: String(error) }));
    child.once('close', (code, signal) =>
      over(
        code === 0
          ? { ok: true, output: said.stdout.trim() }
          : { ok: false, output: said.stderr.trim() || `git ended with ${signal ?? `exit code ${code}`}` },
      ),
    );
  });
}

function endAll(): void {
  for (const child of running) child.kill();
}

/** Without GIT_DIR and similar variables: a git hook may have started fck. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_'));
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
}
