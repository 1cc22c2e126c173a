import { Secret, secret } from '@fck/core';
import { z } from 'zod';

/** A URL or token that is never shown: anyone who knows it can post. */
const secretText = z.union(
  [z.string().min(1).transform(secret), z.custom<Secret>((value) => value instanceof Secret)],
  { error: 'expected a text' },
);

/** One account of a service, or several. */
function accounts<S extends z.ZodType>(schema: S) {
  return z
    .union([schema, z.array(schema)])
    .optional()
    .transform((given): z.output<S>[] => (given === undefined ? [] : ([given].flat() as z.output<S>[])));
}

const webhookOnly = z.strictObject({ webhook: secretText });

const slack = z
  .strictObject({
    webhook: secretText.optional(),
    token: secretText.optional(),
    channel: z.string().min(1).optional(),
    api: z.url().default('https://slack.com/api'),
  })
  .superRefine(({ webhook, token, channel }, problem) => {
    const flaw = (path: string, message: string) =>
      problem.addIssue({ code: 'custom', path: [path], message });
    if (webhook === undefined && token === undefined)
      flaw('token', 'must be the token of a bot, or `webhook` a URL');
    if (webhook !== undefined && token !== undefined)
      flaw('webhook', 'is not used with a token: leave one out');
    if (token !== undefined && channel === undefined) flaw('channel', 'must be the channel of the messages');
  });

/** Options of the plugin. */
export const optionsSchema = z.strictObject({
  /** `failure`: no message about a run that succeeds. */
  on: z.enum(['all', 'failure']).default('all'),
  /** Runs of other tasks are not reported. */
  tasks: z.array(z.string().min(1)).default(['activate', 'rollback', 'restart']),
  /** Seconds that a service may take for an answer. */
  timeout: z.number().positive().max(60).default(10),
  slack: accounts(slack),
  discord: accounts(webhookOnly),
  teams: accounts(webhookOnly),
  telegram: accounts(
    z.strictObject({
      token: secretText,
      chat: z.union([z.string().min(1), z.int()]),
      api: z.url().default('https://api.telegram.org'),
    }),
  ),
  ntfy: accounts(
    z.strictObject({
      topic: secretText,
      url: z.url().default('https://ntfy.sh'),
      token: secretText.optional(),
    }),
  ),
  webhook: accounts(
    z.strictObject({ url: secretText, headers: z.record(z.string(), secretText).optional() }),
  ),
});

/** The checked options. */
export type NotifyOptions = z.output<typeof optionsSchema>;
