import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Time limit in seconds for pages to change after the command has ended. */
const patience = 10;

/** Milliseconds between two requests of a page: more requests would put noticeable load on the machine. */
const pause = 100;

/**
 * Runs a deploy and measures the time until every page shows a text, and until the command has ended.
 *
 * @param {() => Promise<{seconds: number}>} deploy
 * @param {readonly string[]} urls
 * @param {string} text
 * @returns {Promise<{seconds: number, ended: number}>} `seconds` until all of them showed it
 * @throws {Error} if the deploy fails, or a page does not show the text although the deploy succeeded
 */
export async function untilServed(deploy, urls, text) {
  const started = performance.now();
  const watching = new AbortController();
  const shown = Promise.all(urls.map((url) => untilShown(url, text, watching.signal))).then(
    () => (performance.now() - started) / 1000,
  );
  shown.catch(() => {});
  try {
    const { seconds: ended } = await deploy();
    const seconds = await Promise.race([shown, delay(patience * 1000, undefined, { ref: false })]);
    if (seconds === undefined)
      throw new Error(`the deploy ended well, but ${urls} do not all show "${text}"`);
    return { seconds, ended };
  } finally {
    watching.abort();
  }
}

async function untilShown(url, text, signal) {
  while (!(await textOf(url)).includes(text)) await delay(pause, undefined, { signal });
}

function textOf(url) {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 2000 }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
      response.on('error', () => resolve(''));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(''));
  });
}
