import type { Secret } from '@fck/core';

/** A request to a service. */
export interface Request {
  readonly method?: 'POST' | 'PATCH' | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body: unknown;
}

/** Sends JSON to services, each time with a limit in seconds. */
export class Sender {
  readonly #timeout: number;

  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /**
   * Sends JSON and returns the answer, parsed if it is JSON. Errors do not contain the URL, which may be a secret.
   *
   * @throws Error if there is no answer in time, or it is no success
   */
  async send(url: string, { method = 'POST', headers, body }: Request): Promise<unknown> {
    if (!URL.canParse(url)) throw new Error('its URL is not valid.');
    let answer: Response;
    try {
      answer = await fetch(url, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(this.#timeout * 1000),
      });
    } catch (thrown) {
      throw new Error(reasonOf(thrown, this.#timeout));
    }
    const text = await answer.text().catch(() => '');
    if (!answer.ok)
      throw new Error(`it answered ${answer.status}${text === '' ? '' : `: ${text.slice(0, 200)}`}`);
    return parsed(text);
  }
}

/** A bearer token. */
export function bearer(token: Secret): Record<string, string> {
  return { authorization: `Bearer ${token.reveal()}` };
}

/** The text at a key of an answer. */
export function textAt(answer: unknown, ...keys: readonly string[]): string | undefined {
  const found = keys.reduce<unknown>(
    (tree, key) => (typeof tree === 'object' && tree !== null ? Reflect.get(tree, key) : undefined),
    answer,
  );
  return typeof found === 'string' ? found : typeof found === 'number' ? String(found) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The reason of a failed connection, without the address. */
function reasonOf(thrown: unknown, timeout: number): string {
  if (thrown instanceof Error && thrown.name === 'TimeoutError')
    return `there was no answer within ${timeout} s.`;
  const cause = thrown instanceof Error ? thrown.cause : undefined;
  const code = textAt(cause, 'code');
  return code === undefined ? 'it cannot be reached.' : `it cannot be reached (${code}).`;
}
