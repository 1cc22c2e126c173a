import type { NotifyOptions } from '../options.js';
import { type Sender, textAt } from './request.js';
import { type Service, textOf } from './service.js';

/** Telegram, with the token of a bot that is a member of the chat. Texts have no markup. */
export function telegram({ token, chat, api }: NotifyOptions['telegram'][number], sender: Sender): Service {
  const call = (method: string, body: Record<string, unknown>) =>
    sender.send(`${api}/bot${token.reveal()}/${method}`, {
      body: { chat_id: chat, link_preview_options: { is_disabled: true }, ...body },
    });
  return {
    name: 'Telegram',
    canUpdate: true,
    send: async (message) =>
      textAt(await call('sendMessage', { text: textOf(message, 4000) }), 'result', 'message_id'),
    update: (id, message) => call('editMessageText', { message_id: Number(id), text: textOf(message, 4000) }),
  };
}
