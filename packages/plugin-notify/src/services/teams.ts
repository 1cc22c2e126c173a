import type { Message } from '../news.js';
import type { NotifyOptions } from '../options.js';
import type { Sender } from './request.js';
import type { Service } from './service.js';

/** Microsoft Teams, with the webhook of a workflow. Its messages cannot be updated. */
export function teams({ webhook }: NotifyOptions['teams'][number], sender: Sender): Service {
  return {
    name: 'Teams',
    canUpdate: false,
    send: async (message) => {
      await sender.send(webhook.reveal(), { body: { type: 'message', attachments: [cardOf(message)] } });
      return undefined;
    },
    update: async () => undefined,
  };
}

function cardOf({ title, lines, news }: Message) {
  const color = news.state === 'succeeded' ? 'Good' : 'Attention';
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      type: 'AdaptiveCard',
      version: '1.4',
      body: [
        { type: 'TextBlock', text: escaped(title), weight: 'Bolder', wrap: true, color },
        ...lines.map((line) => ({ type: 'TextBlock', text: escaped(line), wrap: true, spacing: 'Small' })),
      ],
    },
  };
}

/** Texts of cards know some Markdown. */
function escaped(text: string): string {
  return text.replaceAll(/[\\*_[\]()]/g, '\\$&');
}
