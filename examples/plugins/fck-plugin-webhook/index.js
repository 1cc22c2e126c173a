/** Time limit in seconds for the answer. */
const PATIENCE = 10;

/**
 * Posts the result of each run to a URL. Plain JavaScript, as CommonJS: a plugin need not import anything.
 * @type {import('@fck/core').Plugin}
 */
module.exports = {
  name: 'webhook',

  apply(fck, options) {
    const { url, on = 'all' } = options ?? {};
    if (typeof url !== 'string') throw new TypeError('the option "url" says where to post to');
    if (!['all', 'failure'].includes(on)) throw new TypeError('the option "on" is "all" or "failure"');
    fck.hooks.done.tapPromise('webhook', async (summary) => {
      if (summary.dryRun || (on === 'failure' && summary.ok)) return;
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ project: fck.project.name, ...summary }),
        signal: AbortSignal.timeout(PATIENCE * 1000),
      });
      if (!answer.ok) throw new Error(`${new URL(url).host} answered ${answer.status} to the webhook`);
    });
  },
};
