import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderHosts, testFck } from '@fck/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { HostContext } from '../api/contexts.js';
import type { FckEvent } from '../api/events.js';
import type { OnceOptions } from '../api/run.js';
import { sh } from '../command/command.js';
import { definePlugin } from '../plugin/loading/define-plugin.js';

const hosts = ['web-1', 'web-2', 'web-3'];

/** A project whose task `prepare` does work once; the test chooses the work. */
async function start(options: { parallel?: number; on?: OnceOptions['on'] } = {}) {
  const test = {
    work: async (_context: HostContext): Promise<unknown> => undefined,
    did: [] as string[],
  };
  const shop = definePlugin({
    name: 'shop',
    apply: (fck) => {
      fck.tasks.register('prepare', {
        about: '',
        run: ({ eachHost }) =>
          eachHost(async (context) => {
            await context.once(
              'migrate',
              async (picked) => {
                test.did.push(`migrate on ${picked.host.name}`);
                await test.work(picked);
              },
              { on: options.on },
            );
            test.did.push(context.host.name);
          }),
      });
      fck.tasks.register('last', {
        about: '',
        run: async () => {
          if (test.did.includes('fail')) throw new Error('no luck');
        },
      });
    },
  });
  const project = await testFck(
    {
      parallel: options.parallel ?? 20,
      roles: { web: { hosts: folderHosts(...hosts) }, worker: { hosts: folderHosts('worker-1') } },
    },
    [shop],
  );
  onTestFinished(() => project.remove());
  return { ...project, test };
}

const endsOf = (events: readonly FckEvent[]) =>
  events.flatMap((event) => (event.type === 'host:end' ? [[event.host, event.status]] : []));

describe('work that is done once', () => {
  it.each([1, 20])(
    'runs on the first host of each role, before any host goes on (parallel: %i)',
    async (parallel) => {
      const { fck, test, events } = await start({ parallel });
      await fck.run(['prepare']);
      const [first, ...others] = test.did;
      expect(first).toBe('migrate on web-1');
      expect(others.toSorted()).toEqual([...hosts, 'migrate on worker-1', 'worker-1'].toSorted());
      expect(events).toContainEqual(
        expect.objectContaining({ type: 'step:end', host: 'web-1', plugin: 'shop', step: 'migrate' }),
      );
    },
  );

  it('runs on the picked host, though it has no turn yet', async () => {
    const { fck, test } = await start({ parallel: 1, on: ({ name }) => name === 'web-3' });
    await fck.run(['prepare'], { roles: ['web'] });
    expect(test.did).toEqual(['migrate on web-3', ...hosts]);
  });

  it('needs a chosen host that fits', async () => {
    const { fck } = await start({ on: ({ name }) => name === 'web-3' });
    await expect(fck.run(['prepare'], { hosts: ['web-1'] })).rejects.toMatchObject({
      code: 'ONCE_NO_HOST',
      plugin: 'shop',
      message: expect.stringContaining('"migrate" runs on one host of the role "web"'),
    });
  });

  it('runs again in the next run', async () => {
    const { fck, test } = await start();
    await fck.run(['prepare'], { roles: ['web'] });
    await fck.run(['prepare'], { roles: ['web'] });
    expect(test.did.filter((did) => did === 'migrate on web-1')).toHaveLength(2);
  });

  it('that fails is one failure, of the host on which it ran; the others have waited in vain', async () => {
    const { fck, test, events } = await start({ parallel: 1, on: ({ name }) => name === 'web-2' });
    test.work = async () => Promise.reject(new Error('no such table'));
    await expect(fck.run(['prepare'], { roles: ['web'] })).rejects.toMatchObject({
      code: 'PLUGIN_FAILED',
      plugin: 'shop',
      host: 'web-2',
      message: expect.stringContaining('no such table'),
    });
    expect(endsOf(events)).toEqual([
      ['web-1', 'skipped'],
      ['web-2', 'failed'],
      ['web-3', 'skipped'],
    ]);
    expect(test.did).toEqual(['migrate on web-2']);
  });

  it('cannot call itself', async () => {
    const { fck, test } = await start();
    test.work = async ({ once }) => once('migrate', async () => undefined);
    await expect(fck.run(['prepare'], { roles: ['web'] })).rejects.toMatchObject({ code: 'CALL_INVALID' });
  });

  it('is planned in a dry run', async () => {
    const { fck, test, events, pathOn } = await start();
    test.work = ({ remote }) => remote.run(sh`touch ${pathOn('web-1', 'migrated')}`, { title: 'migrate' });
    await fck.run(['prepare'], { roles: ['web'], dryRun: true });
    expect(events).toContainEqual(expect.objectContaining({ type: 'change', host: 'web-1', planned: true }));
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'step:end', step: 'migrate', status: 'planned' }),
    );
    expect(readdirSync(pathOn('web-1'))).not.toContain('migrated');
  });
});

describe('a resumed run', () => {
  const prepareAndFail = async (started: Awaited<ReturnType<typeof start>>) => {
    const { fck, test } = started;
    test.did.push('fail');
    await expect(fck.run(['prepare', 'last'])).rejects.toThrow('no luck');
    test.did.length = 0;
  };

  it('does not repeat work that was done once, also if its task is run again', async () => {
    const started = await start();
    const { fck, test, folder, events } = started;
    await prepareAndFail(started);
    withoutLines(folder, (line) => line.includes('"task:end"') && line.includes('"prepare"'));
    await fck.resume();
    expect(test.did.toSorted()).toEqual([...hosts, 'worker-1']);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'note', host: 'web-1', text: 'migrate is done already, on web-1.' }),
    );
  });

  it('is refused if such work began and has no end', async () => {
    const started = await start();
    const { fck, folder } = started;
    await prepareAndFail(started);
    withoutLines(folder, (line) => /"(task|once|run):end"/.test(line) && !line.includes('worker'));
    await expect(fck.resume()).rejects.toMatchObject({
      code: 'RESUME_ONCE_UNKNOWN',
      host: 'web-1',
      message: expect.stringMatching(/while "migrate" of the plugin "shop" ran on web-1/),
      hint: expect.stringMatching(/fck run prepare last$/),
    });
  });
});

/** Makes a journal that lacks some lines, as that of a run that was killed. */
function withoutLines(folder: string, isMissing: (line: string) => boolean): void {
  const runs = join(folder, '.fck/runs');
  const [file = ''] = readdirSync(runs);
  const lines = readFileSync(join(runs, file), 'utf8').split('\n');
  const text = lines.filter((line) => !isMissing(line)).join('\n');
  // This process still runs, so the run must seem to be of another one.
  writeFileSync(join(runs, file), text.replace(`"pid":${process.pid}`, '"pid":99999999'));
}
