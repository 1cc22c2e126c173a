import type { Message } from '../news.js';

/** A chat or another receiver of messages. */
export interface Service {
  /** For warnings: `Slack`. */
  readonly name: string;
  /** Whether a message that was sent can be changed. If not, one is sent at the end only. */
  readonly canUpdate: boolean;
  /** Sends a message and returns its id, if it can be updated. */
  send(message: Message): Promise<string | undefined>;
  update(id: string, message: Message): Promise<unknown>;
}

/** The text of a message, cut to what a service accepts. */
export function textOf({ title, lines }: Message, longest: number): string {
  const text = [title, ...lines].join('\n');
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}
