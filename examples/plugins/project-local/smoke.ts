import { definePlugin, errorKind, requestSite } from '@fck/core';

const headlineMissing = errorKind(
  'SMOKE_HEADLINE_MISSING',
  'The page of a site does not have the headline that it should.',
  (url: string, headline: string) => ({
    message: `${url} does not say "${headline}".`,
    hint: 'See what it does say: `curl -i` on the host, or `fck status`.',
  }),
);

/** `fck run smoke --headline TEXT` activates, requests a page of every site, and fails if the text is not on it. */
export default definePlugin({
  name: 'smoke',
  apply(fck) {
    fck.tasks.register('smoke', {
      about: 'asks every site for a page, after activating, and looks for a headline on it',
      dependsOn: ['activate'],
      args: {
        headline: { about: 'text that must be on the page', kind: 'text', required: true },
        path: { about: 'path of the page', kind: 'text', default: '/' },
      },
      run: ({ eachHost, args }) =>
        eachHost(async (context) => {
          const page = await requestSite(context, args.path);
          if (page && !page.body.includes(args.headline)) throw headlineMissing(page.url, args.headline);
        }),
    });
  },
});
