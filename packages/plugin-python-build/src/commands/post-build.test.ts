import { type Command, FckError, type PostBuildContext, type RunOptions, secret } from '@fck/core';
import { fakeHostContext } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { postBuildSchema, runPostBuild } from './post-build.js';

describe('postBuildSchema', () => {
  it("takes the ancestor's list, and plain commands", () => {
    expect(postBuildSchema.parse([{ command: 'mkdir -p -m 0777 /some/dir', sudo: true }, 'true'])).toEqual([
      { command: 'mkdir -p -m 0777 /some/dir', sudo: true, once: false, env: {} },
      { command: 'true', sudo: false, once: false, env: {} },
    ]);
  });

  it('refuses an empty command and unknown keys', () => {
    expect(postBuildSchema.safeParse(['']).success).toBe(false);
    expect(postBuildSchema.safeParse([{ command: 'x', user: 'root' }]).success).toBe(false);
  });
});

describe('runPostBuild', () => {
  /** A build that writes down what is done to it: as whom, what, and whether it could be written to meanwhile. */
  function build(values = {}) {
    const done: { user: string; text: string; options: RunOptions; writable: boolean }[] = [];
    let writable = false;
    const remoteOf = (user: string) => ({
      as: remoteOf,
      run: async (command: Command, options: RunOptions) => {
        done.push({ user, text: command.text, options, writable });
      },
    });
    const context = {
      ...fakeHostContext({ values: { env: values } }),
      build: { name: 'shop_00001_abc' },
      buildPath: '/opt/www/shop/builds/shop_00001_abc',
      remote: remoteOf('deploy'),
      step: (_name: string, work: () => Promise<void>) => work(),
      modify: async (work: () => Promise<void>) => {
        writable = true;
        await work();
        writable = false;
      },
    };
    return { done, context: context as unknown as PostBuildContext };
  }

  it('gives each command the variables of the role, and its own over them', async () => {
    const { done, context } = build({ DJANGO_SETTINGS_MODULE: 'shop.live', LANG: 'C' });
    await runPostBuild(context, postBuildSchema.parse([{ command: 'true', env: { LANG: 'de' } }]));
    expect(done[0]?.options.env).toMatchObject({ DJANGO_SETTINGS_MODULE: 'shop.live', LANG: 'de' });
  });

  it("runs each command in the build's environment, while it can be written to", async () => {
    const { done, context } = build();
    await runPostBuild(context, postBuildSchema.parse(['python -m shop migrate']));
    expect(done).toHaveLength(1);
    expect(done[0]).toMatchObject({
      user: 'deploy',
      writable: true,
      options: {
        cwd: '/opt/www/shop/builds/shop_00001_abc',
        env: {
          VIRTUAL_ENV: '/opt/www/shop/builds/shop_00001_abc',
          FCK_BUILD: 'shop_00001_abc',
          PYTHONPATH: '',
        },
      },
    });
    expect(done[0]?.text).toBe(
      'PATH=/opt/www/shop/builds/shop_00001_abc/bin:"$PATH"; export PATH\npython -m shop migrate',
    );
  });

  it('runs them where the application of the build is', async () => {
    const { done, context } = build();
    const withApp = { ...context, build: { ...context.build, workingDirectory: 'app' } };
    await runPostBuild(withApp, postBuildSchema.parse(['python manage.py migrate']));
    expect(done[0]?.options).toMatchObject({
      cwd: '/opt/www/shop/builds/shop_00001_abc/app',
      env: { VIRTUAL_ENV: '/opt/www/shop/builds/shop_00001_abc' },
    });
  });

  it('gives them their own variables and time limit', async () => {
    const { done, context } = build();
    const given = {
      command: 'python -m shop index',
      timeout: 60,
      env: { LEVEL: 3, TOKEN: secret('tiger-lily') },
    };
    await runPostBuild(context, postBuildSchema.parse([given]));
    expect(done[0]?.options).toMatchObject({
      timeout: 60,
      env: { LEVEL: '3', TOKEN: given.env.TOKEN, FCK_BUILD: 'shop_00001_abc' },
    });
    expect(done[0]?.text).not.toContain('tiger-lily');
  });

  it('runs a command with `once` on the host that comes first, and the others wait for it', async () => {
    const { done, context } = build();
    const asked: string[] = [];
    // Another host has done it.
    const once: PostBuildContext['once'] = async (name) => void asked.push(name);
    const commands = postBuildSchema.parse([{ command: 'python -m shop migrate', once: true }, 'true']);
    await runPostBuild({ ...context, once }, commands);
    expect(asked).toEqual(['python -m shop migrate (1 of post_build, shop_00001_abc)']);
    expect(done.map(({ text }) => text.split('\n').at(-1))).toEqual(['true']);

    const first: PostBuildContext['once'] = async (_name, work, options) => {
      if (options?.on?.(context.host)) await work(context);
    };
    await runPostBuild({ ...context, once: first }, commands);
    expect(done.map(({ text }) => text.split('\n').at(-1))).toEqual([
      'true',
      'python -m shop migrate',
      'true',
    ]);
  });

  it('gives back to its owner what root has made', async () => {
    const { done, context } = build();
    await runPostBuild(context, postBuildSchema.parse([{ command: 'touch here', sudo: true }, 'true']));
    expect(done.map(({ user }) => user)).toEqual(['root', 'deploy', 'root']);
    expect(done.at(-1)?.text).toContain('chown -hR');
  });

  it('continues after a command that may fail, with a warning, and after no other', async () => {
    const failing = (code: string) => {
      const { context } = build();
      const ran: string[] = [];
      const warnings: string[] = [];
      const remote = {
        ...context.remote,
        run: async ({ text }: Command) => {
          ran.push(text.split('\n').at(-1) ?? '');
          if (text.endsWith('rm cache')) throw new FckError({ code, message: '`rm cache` ended with 1.' });
        },
      };
      // A context that only does what these commands need.
      const given = {
        ...context,
        remote,
        warn: (text: string) => warnings.push(text),
      } as unknown as PostBuildContext;
      return { given, ran, warnings };
    };
    const commands = postBuildSchema.parse([{ command: 'rm cache', ignore_fail: true }, 'true']);
    const { given, ran, warnings } = failing('COMMAND_FAILED');
    await runPostBuild(given, commands);
    expect(ran).toEqual(['rm cache', 'true']);
    expect(warnings).toEqual([expect.stringContaining('`rm cache` ended with 1.')]);
    await runPostBuild(failing('COMMAND_TIMEOUT').given, commands);
    await expect(runPostBuild(failing('CONNECTION_LOST').given, commands)).rejects.toThrow('ended with 1');
    const strict = postBuildSchema.parse([{ command: 'rm cache', ignore_fail: false }]);
    await expect(runPostBuild(failing('COMMAND_FAILED').given, strict)).rejects.toThrow('ended with 1');
  });

  it('leaves a build sealed that has nothing to run', async () => {
    const { context } = build();
    const modify = () => Promise.reject(new Error('it was opened'));
    await expect(runPostBuild({ ...context, modify }, [])).resolves.toBeUndefined();
  });
});
