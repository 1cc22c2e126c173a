import { fakeHostContext } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { Secret, secret } from '../../command/secret.js';
import { KeptEnvironments } from './kept-environments.js';

const path = '/opt/www/shop/environments/web.json';
const builds = { b1: { status: 'served', at: '' }, b2: { status: 'served', at: '' } } as const;

describe('the environments that builds served with', () => {
  it('are kept for each build and service, and secrets stay secret', async () => {
    const context = fakeHostContext({ state: { builds } });
    const kept = new KeptEnvironments(context);
    await kept.keep('b1', { app: { MODE: 'old', TOKEN: secret('hunter22') } });
    await kept.keep('b2', { app: { MODE: 'new' } });
    const { app } = (await kept.of('b1')) ?? {};
    expect(app).toEqual({ MODE: 'old', TOKEN: expect.any(Secret) });
    expect(context.fck.redact('hunter22')).toBe('***');
    expect(await kept.of('b2')).toEqual({ app: { MODE: 'new' } });
    expect(await kept.of('b3')).toBeUndefined();
  });

  it('are in a file that only root can read, and that no plan or diff shows', async () => {
    const context = fakeHostContext({ state: { builds } });
    await new KeptEnvironments(context).keep('b1', { app: { TOKEN: secret('hunter22') } });
    const [change] = context.remote.changes;
    expect(change).toMatchObject({
      verb: 'write',
      path,
      user: 'root',
      options: { mode: 0o600, owner: 'root' },
    });
    expect(JSON.stringify(context.remote.changes)).not.toContain('hunter22');
  });

  it('of builds that the host has no longer are forgotten, and equal ones are not written again', async () => {
    const context = fakeHostContext({ state: { builds } });
    const kept = new KeptEnvironments(context);
    await kept.keep('gone', { app: {} });
    await kept.keep('b1', { app: {} });
    expect(await kept.of('gone')).toBeUndefined();
    context.remote.forget();
    await kept.keep('b1', { app: {} });
    expect(context.remote.changes).toEqual([]);
  });

  it('that fck did not write are not known', async () => {
    const context = fakeHostContext({ files: { [path]: '{"version": 2}' } });
    expect(await new KeptEnvironments(context).of('b1')).toBeUndefined();
  });
});
