import { existsSync } from 'node:fs';
import { folderHosts, testFck } from '@fck/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ProvisionContext } from '../../api/contexts.js';
import { definePlugin } from '../../plugin/loading/define-plugin.js';

/** Two hosts; `declare` declares the steps of each. */
async function twoHosts(declare: (context: ProvisionContext) => void) {
  const needs = definePlugin({
    name: 'needs',
    apply(fck) {
      fck.tools.register('gone', { about: 'is on no system', program: 'fck-gone', successor: 'python3' });
      fck.hooks.provision.tap('needs', (context) => {
        const mark = `${context.paths.project}/mark`;
        context.declare({
          name: 'mark',
          check: (remote) => remote.exists(mark),
          apply: (remote) => remote.write(mark, 'changed\n'),
        });
        declare(context);
      });
    },
  });
  const project = await testFck({ roles: { web: { hosts: [...folderHosts('one', 'two')] } } }, [needs]);
  onTestFinished(() => project.remove());
  return {
    ...project,
    ends: () =>
      project.events.flatMap((event) =>
        event.type === 'host:end' ? [[event.host, event.status, event.note]] : [],
      ),
  };
}

describe('provision', () => {
  it.each([false, true])('changes no host if one cannot get what it needs (dry run: %s)', async (dryRun) => {
    const project = await twoHosts((context) => {
      if (context.host.name === 'two') context.tool('gone');
    });
    await expect(project.fck.run(['provision'], { dryRun })).rejects.toMatchObject({
      code: 'TOOL_GONE',
      host: 'two',
      hint: 'Use "python3" instead of "gone" in the plugin needs.',
    });
    expect(existsSync(project.pathOn('one', 'mark'))).toBe(false);
    expect(project.events.filter(({ type }) => type === 'change')).toEqual([]);
    expect(project.ends()).toEqual([
      ['two', 'failed', expect.stringContaining('"gone" is not on two')],
      ['one', 'skipped', 'it waited for two, where this failed'],
    ]);
  });

  it('goes on with the other hosts if a check fails for another reason', async () => {
    const project = await twoHosts((context) =>
      context.declare({
        name: 'checked',
        check: async () => {
          if (context.host.name === 'two') throw new Error('no answer');
          return true;
        },
        apply: async () => undefined,
      }),
    );
    await expect(project.fck.run(['provision'])).rejects.toThrow('no answer');
    expect(existsSync(project.pathOn('one', 'mark'))).toBe(true);
    expect(existsSync(project.pathOn('two', 'mark'))).toBe(false);
    expect(project.ends().map(([host, status]) => [host, status])).toEqual([
      ['two', 'failed'],
      ['one', 'changed'],
    ]);
  });
});
