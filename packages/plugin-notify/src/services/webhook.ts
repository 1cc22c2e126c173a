import type { NotifyOptions } from '../options.js';
import type { Sender } from './request.js';
import type { Service } from './service.js';

/** Any receiver of JSON. */
export function webhook({ url, headers = {} }: NotifyOptions['webhook'][number], sender: Sender): Service {
  return {
    name: 'The webhook',
    canUpdate: false,
    send: async ({ title, lines, news }) => {
      const { builds, ...facts } = news;
      const revealed = Object.entries(headers).map(([name, value]) => [name, value.reveal()]);
      await sender.send(url.reveal(), {
        headers: Object.fromEntries(revealed),
        body: {
          ...facts,
          builds: [...builds].map(([role, { name, sources }]) => ({ role, name, sources })),
          text: [title, ...lines].join('\n'),
        },
      });
      return undefined;
    },
    update: async () => undefined,
  };
}
