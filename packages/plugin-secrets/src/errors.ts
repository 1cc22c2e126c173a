import { errorKind } from '@fck/core';

/** Why a tool gave no secret. Core adds the reference and its place. */
export const secretsErrors = {
  toolMissing: errorKind(
    'SECRET_TOOL_MISSING',
    'The program of a secret source is not installed on the machine that fck runs on.',
    (program: string, cause?: unknown) => ({
      message: `the program "${program}" was not found`,
      hint: `Install ${program} on this machine, so that it is in the PATH.`,
      cause,
    }),
  ),
  toolFailed: errorKind(
    'SECRET_TOOL_FAILED',
    'The program of a secret source ended with an error, such as a missing login or an unknown reference.',
    (program: string, how: string, stderr: string, hint: string) => ({
      message: `${program} ended with ${how}${stderr === '' ? '' : `: ${stderr}`}`,
      hint,
    }),
  ),
  noValue: errorKind(
    'SECRET_NO_VALUE',
    'The reference of a secret has a form that its source does not take, or names something that holds no text.',
    (why: string, hint: string) => ({ message: why, hint }),
  ),
};
