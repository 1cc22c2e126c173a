import type { Secret } from '@fck/core';
import type { Message } from '../news.js';
import type { NotifyOptions } from '../options.js';
import { bearer, type Sender, textAt } from './request.js';
import { type Service, textOf } from './service.js';

type Account = NotifyOptions['slack'][number];

/** Slack: with the token of a bot, whose messages can be updated, or with an incoming webhook. */
export function slack({ webhook, token, channel, api }: Account, sender: Sender): Service {
  return token ? bot({ token, channel, api }, sender) : incoming(webhook, sender);
}

function incoming(webhook: Account['webhook'], sender: Sender): Service {
  return {
    name: 'Slack',
    canUpdate: false,
    send: async (message) => {
      await sender.send(webhook?.reveal() ?? '', { body: bodyOf(message) });
      return undefined;
    },
    update: async () => undefined,
  };
}

function bot(
  { token, channel, api }: Pick<Account, 'channel' | 'api'> & { readonly token: Secret },
  sender: Sender,
): Service {
  const call = async (method: string, body: Record<string, unknown>) => {
    const answer = await sender.send(`${api}/${method}`, { headers: bearer(token), body });
    // Slack answers 200 to a call that it refuses.
    const error = textAt(answer, 'error');
    if (error !== undefined) throw new Error(`it refused the message: ${error}`);
    return answer;
  };
  return {
    name: 'Slack',
    canUpdate: true,
    send: async (message) => {
      const answer = await call('chat.postMessage', { channel, ...bodyOf(message) });
      const [id, ts] = [textAt(answer, 'channel'), textAt(answer, 'ts')];
      return id === undefined || ts === undefined ? undefined : `${id} ${ts}`;
    },
    update: async (sent, message) => {
      // Updates take the id of the channel, not its name.
      const [id, ts] = sent.split(' ');
      await call('chat.update', { channel: id, ts, ...bodyOf(message) });
    },
  };
}

function bodyOf(message: Message) {
  return { text: escaped(textOf(message, 3500)), unfurl_links: false, unfurl_media: false };
}

/** The three characters that Slack's texts give a meaning: `<!channel>` would call everybody. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
