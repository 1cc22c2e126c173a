import { activationPlan, definePlugin, errorKind, type HostContext, sh } from '@fck/core';

const headlineMissing = errorKind(
  'SMOKE_HEADLINE_MISSING',
  'The page of a site does not have the headline that it should.',
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
      run: ({ eachHost, args }) =>
        eachHost(async (context) => {
          const door = doorOf(context);
          if (!door) return;
          const url = `${door.url}${args['path'] ?? '/'}`;
          const headline = String(args['headline']);
          await context.step(`ask for ${url}`, async () => {
            const header = door.hostName === undefined ? [] : ['-H', `Host: ${door.hostName}`];
            const page = await context.remote.query(sh`curl -fsS --max-time 10 ${header} -- ${url}`);
            if (!page.includes(headline)) throw headlineMissing(url, headline);
          });
        }),
    });
  },
});

/** Where the host reaches its own site, whichever front serves it; undefined for a role without a site. */
function doorOf({ fck, project, role }: HostContext) {
  const front = activationPlan(fck, role)?.front;
  const section = role.values.get(`activate.${front?.name}`);
  return front?.value.door({ name: `${project.name}.${role.name}`, section });
}
