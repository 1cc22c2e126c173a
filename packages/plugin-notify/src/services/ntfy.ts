import type { NotifyOptions } from '../options.js';
import { bearer, type Sender } from './request.js';
import { type Service, textOf } from './service.js';

/** ntfy.sh, or a server of your own. The name of a topic is a secret: anyone who knows it reads the messages. */
export function ntfy({ topic, url, token }: NotifyOptions['ntfy'][number], sender: Sender): Service {
  return {
    name: 'ntfy',
    canUpdate: false,
    send: async (message) => {
      const { title, lines, news } = message;
      const isBad = news.state !== 'succeeded';
      await sender.send(url, {
        headers: token ? bearer(token) : {},
        body: {
          topic: topic.reveal(),
          title,
          message: textOf({ title: lines[0] ?? title, lines: lines.slice(1), news }, 3500),
          priority: isBad ? 4 : 3,
          tags: [isBad ? 'x' : 'white_check_mark'],
        },
      });
      return undefined;
    },
    update: async () => undefined,
  };
}
