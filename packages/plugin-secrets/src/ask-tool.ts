import { execFile } from 'node:child_process';
import type { SecretRequest } from '@fck/core';
import { secretsErrors } from './errors.js';

/** Bytes of the longest value. */
const LONGEST = 1024 * 1024;
/** Lines of the error output that are shown. */
const SHOWN = 5;

/**
 * What a tool prints. It gets no input: the terminal belongs to fck. Its environment is that of fck, with the tool's own tokens.
 *
 * @param hint what to do if it fails
 */
export function askTool(
  program: string,
  args: readonly string[],
  { directory, signal }: Pick<SecretRequest, 'directory' | 'signal'>,
  hint: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd: directory, signal, maxBuffer: LONGEST, encoding: 'utf8' } as const;
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (!error) resolve(stdout);
      else if (error.code === 'ENOENT') reject(secretsErrors.toolMissing(program, error));
      else reject(secretsErrors.toolFailed(program, howItEnded(error), lastLines(stderr), hint));
    });
    child.stdin?.end();
  });
}

/** Never with the output, which may have the value: Node's own message has the command line only. */
function howItEnded({ code, signal }: { code?: unknown; signal?: unknown }): string {
  if (typeof code === 'number') return `exit code ${code}`;
  return typeof signal === 'string' ? `signal ${signal}` : String(code);
}

function lastLines(stderr: string): string {
  return stderr.trim().split('\n').slice(-SHOWN).join('; ');
}
