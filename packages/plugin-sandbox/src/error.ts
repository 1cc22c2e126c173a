import { FckError } from '@fck/core';

/** What went wrong in the sandbox, in three parts: a stable code, what happened, and what to do next. */
export class SandboxError extends FckError {
  constructor(code: string, message: string, hint: string, options?: ErrorOptions) {
    super({ code, message, hint, cause: options?.cause });
  }
}

/** Whether a system call failed with this errno code, such as `ENOENT`. */
export function hasErrno(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
