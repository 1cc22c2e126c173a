import type { LookResult } from '@fck/core';

/** What a function that answers for a fake host gets: the command, the user, and the host's files, which it may change. */
export interface Asked {
  /** The command's text, trimmed. */
  readonly command: string;
  readonly user: string | undefined;
  /** The host's files by path. A command that changes something changes them here. */
  readonly files: Map<string, string>;
}

/**
 * The result of a command: a text is its output, a number its exit code, `true` and `false` mean the codes 0 and 1.
 * A function is called for each command; if it returns nothing, the command succeeds and prints nothing.
 */
export type Answer =
  | string
  | number
  | boolean
  | Partial<LookResult>
  | ((asked: Asked) => string | number | boolean | Partial<LookResult> | undefined);

/** Commands and their results: a text must occur in the command, an expression must match it. The first match answers. */
export type Answers = readonly (readonly [pattern: string | RegExp, answer: Answer])[];

/** The answer to a command; undefined if none matches. */
export function answerTo(asked: Asked, answers: Answers): LookResult | undefined {
  const found = answers.find(([pattern]) =>
    typeof pattern === 'string' ? asked.command.includes(pattern) : asked.command.search(pattern) !== -1,
  );
  if (!found) return undefined;
  const [, answer] = found;
  return asResult(typeof answer === 'function' ? answer(asked) : answer);
}

function asResult(answer: string | number | boolean | Partial<LookResult> | undefined): LookResult {
  const silent = { code: 0, stdout: '', stderr: '' };
  if (typeof answer === 'string') return { ...silent, stdout: answer };
  if (typeof answer === 'number') return { ...silent, code: answer };
  if (typeof answer === 'boolean') return { ...silent, code: answer ? 0 : 1 };
  return { ...silent, ...answer };
}
