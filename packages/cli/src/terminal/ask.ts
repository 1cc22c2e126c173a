import { isCancel, select, text } from '@clack/prompts';
import type { Ask } from '../io.js';

/** Asks a question on the terminal, on stderr, so that stdout holds only the result. */
export const askOnTerminal: Ask = async (question) => {
  const output = process.stderr;
  const answer =
    question.kind === 'choice'
      ? await select({
          message: question.message,
          options: question.choices.map(({ value, hint }) => ({
            value,
            label: value,
            ...(hint ? { hint } : {}),
          })),
          output,
        })
      : await text({
          message: question.message,
          ...(question.example === undefined ? {} : { placeholder: question.example }),
          ...(question.initial === undefined ? {} : { initialValue: question.initial }),
          validate: (value) => question.problem?.((value ?? '').trim()),
          output,
        });
  return isCancel(answer) ? undefined : answer.trim();
};
