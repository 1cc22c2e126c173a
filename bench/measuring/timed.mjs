import { spawn } from 'node:child_process';
import { watchMemory } from './memory.mjs';

/**
 * Runs a program and measures its time, from the call to the end of its output.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, input?: string, memory?: boolean, limit?: number}} [options]
 *   `memory` also takes the peak of its memory and that of its children; `limit` is in seconds
 * @returns {Promise<{seconds: number, stdout: string, megabytes?: number}>}
 * @throws {Error} with the end of its output, if it fails or takes longer than the limit
 */
export function timed(program, args, { cwd, env, input, memory = false, limit = 1200 } = {}) {
  return new Promise((resolve, reject) => {
    const started = process.hrtime.bigint();
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, NO_COLOR: '1', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: limit * 1000,
    });
    const watch = memory && child.pid !== undefined ? watchMemory(child.pid) : undefined;
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      const seconds = Number(process.hrtime.bigint() - started) / 1e9;
      const megabytes = watch?.stop();
      if (code === 0) return resolve({ seconds, stdout, ...(megabytes === undefined ? {} : { megabytes }) });
      const tail = `${stdout}\n${stderr}`.trim().split('\n').slice(-30).join('\n');
      reject(new Error(`${program} ${args.join(' ')} ended with ${code ?? signal}:\n${tail}`));
    });
  });
}
