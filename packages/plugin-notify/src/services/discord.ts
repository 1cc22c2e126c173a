import type { Message } from '../news.js';
import type { NotifyOptions } from '../options.js';
import { type Sender, textAt } from './request.js';
import { type Service, textOf } from './service.js';

/** Discord, with the webhook of a channel. */
export function discord({ webhook }: NotifyOptions['discord'][number], sender: Sender): Service {
  return {
    name: 'Discord',
    canUpdate: true,
    send: async (message) => {
      const url = new URL(webhook.reveal());
      // Only then the answer has the message’s id.
      url.searchParams.set('wait', 'true');
      return textAt(await sender.send(url.href, { body: bodyOf(message) }), 'id');
    },
    update: async (id, message) => {
      const url = new URL(webhook.reveal());
      url.pathname = `${url.pathname.replace(/\/$/, '')}/messages/${encodeURIComponent(id)}`;
      await sender.send(url.href, { method: 'PATCH', body: bodyOf(message) });
    },
  };
}

function bodyOf(message: Message) {
  // A name in an error, such as @everyone, calls nobody; 4: no previews of links.
  return {
    content: escaped(textOf(message, 1900)).slice(0, 2000),
    allowed_mentions: { parse: [] },
    flags: 4,
  };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\*_~`|>#]/g, '\\$&');
}
