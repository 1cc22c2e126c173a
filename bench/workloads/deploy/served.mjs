import { get } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Runs a deploy and takes the time until every page shows a text, and until the command has ended.
 *
 * @param {() => Promise<{seconds: number}>} deploy
 * @param {readonly string[]} urls
 * @param {string} text
 * @returns {Promise<{seconds: number, ended: number}>} `seconds` until all of them showed it
 */
export async function untilServed(deploy, urls, text) {
  const started = performance.now();
  const running = deploy();
  let failed = false;
  running.catch(() => {
    failed = true;
  });
  const shown = urls.map(async (url) => {
    while (!failed && !(await textOf(url)).includes(text)) await delay(20);
  });
  await Promise.all(shown);
  const seconds = (performance.now() - started) / 1000;
  const { seconds: ended } = await running;
  return { seconds, ended };
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
