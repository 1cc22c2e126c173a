import { definePlugin, errorKind, sh } from '@fck/core';

const headlineMissing = errorKind(
  'SMOKE_HEADLINE_MISSING',
  'The start page of a site does not have the headline that it should.',
  (url: string, headline: string) => ({
    message: `${url} does not say "${headline}".`,
    hint: 'See what it does say: `curl -i` on the host, or `fck status`.',
  }),
);

/** `fck run smoke --headline TEXT` activates, asks every site for a page, and fails where the text is not on it. */
export default definePlugin({
  name: 'smoke',
  apply(fck) {
    fck.tasks.register('smoke', {
      summary: 'asks every site for a page, after activating, and looks for a headline on it',
      dependsOn: ['activate'],
      args: {
        headline: { about: 'text that must be on the page', kind: 'text', required: true },
        path: { about: 'path of the page, / without it', kind: 'text' },
      },
      async run(task) {
        const { headline, path = '/' } = task.args;
        await task.eachHost(async ({ remote, role, step }) => {
          if (!role.activates) return;
          const url = `http://127.0.0.1${path}`;
          await step(`ask for ${path}`, async () => {
            const page = await remote.query(sh`curl -fsS --max-time 10 -- ${url}`);
            if (!page.includes(String(headline))) throw headlineMissing(url, String(headline));
          });
        });
      },
    });
  },
});
