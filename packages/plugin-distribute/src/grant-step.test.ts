import { type FakeProvisionContext, fakeProvisionContext, fakeRemote } from '@fck/testing';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { complete, stateOf } from './grant.js';
import { declareGrants } from './grant-step.js';

vi.mock('./grant.js', () => ({ complete: vi.fn(), stateOf: vi.fn() }));

let context: FakeProvisionContext;

describe('grants of a host', () => {
  beforeEach(() => {
    context = fakeProvisionContext();
    declareGrants(context, 'lets web fetch builds', [{ from: fakeRemote().host, to: context.host }]);
    vi.mocked(stateOf).mockResolvedValue('incomplete');
  });

  it('that could not be completed are left to their other side, also if it is ready a moment later', async () => {
    vi.mocked(complete).mockResolvedValue(false);
    expect(await context.applySteps()).toEqual(['lets web fetch builds']);
  });

  it('that were completed must hold', async () => {
    vi.mocked(complete).mockResolvedValue(true);
    await expect(context.applySteps()).rejects.toThrow('still fails');
  });
});
