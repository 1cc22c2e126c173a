import { errorKind, FckError } from '@fck/core';

/** Every code, with what `fck explain` says of it. */
const kinds = {
  SANDBOX_BOOT: 'A sandbox host was started and did not come up in time.',
  SANDBOX_COMMAND: 'A program that the sandbox needs failed on this machine. The end of its output is shown.',
  SANDBOX_DISTRIBUTION:
    'Sandbox hosts are made of the packages of this machine’s system, which has to be Debian or Ubuntu.',
  SANDBOX_FULL: 'Every address of the sandbox’s network is taken by a host.',
  SANDBOX_IMAGE: 'The image that a sandbox host stands on was removed.',
  SANDBOX_LOCKED: 'Another fck is at work on the sandboxes of this machine, and did not end.',
  SANDBOX_PLATFORM: 'Sandbox hosts can only be made on Linux.',
  SANDBOX_PREPARE:
    'The script that `prepare:` of a `sandbox:` section names failed, or took too long. The end of its output is shown.',
  SANDBOX_ROOT: 'Sandbox hosts are made of namespaces, mounts and a bridge, which only root may make.',
  SANDBOX_SPEC: 'A sandbox host was asked for that cannot be made: a wrong name, size or package.',
  SANDBOX_STATE: 'What the sandbox remembers of its hosts cannot be read.',
  SANDBOX_STUCK: 'Processes of a sandbox host could not be ended.',
  SANDBOX_SUBNET: 'No private network is free on this machine for sandbox hosts.',
  SANDBOX_TOOLS: 'Programs that the sandbox needs are not installed on this machine.',
} as const;

for (const [code, about] of Object.entries(kinds))
  errorKind(code, about, (message: string, hint: string) => ({ message, hint }));

/** What went wrong in the sandbox, in three parts: a stable code, what happened, and what to do next. */
export class SandboxError extends FckError {
  constructor(code: keyof typeof kinds, message: string, hint: string, options?: ErrorOptions) {
    super({ code, message, hint, cause: options?.cause });
  }
}

/** Whether a system call failed with this errno code, such as `ENOENT`. */
export function hasErrno(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
