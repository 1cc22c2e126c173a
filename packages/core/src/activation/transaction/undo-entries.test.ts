import { fakeHostContext } from '@fck/testing';
import { expect, it } from 'vitest';
import { FckContainer } from '../../fck.js';
import { undoEntries } from './undo-entries.js';

const entry = (step: string) => ({ step, data: {} });

it('an instance to which a proxy still sends visitors is not stopped, and stays recorded', async () => {
  const fck = new FckContainer();
  const context = { ...fakeHostContext(), fck };
  const undo = [entry('core.stop-instance'), entry('core.undo-switch')];
  // The entries have no valid data, so each undo fails; the warnings name what was tried.
  const told: string[] = [];
  const left = await undoEntries({ ...context, warn: (text) => told.push(text) }, undo, { switched: true });
  expect(left).toEqual(undo);
  expect(told).toEqual([expect.stringContaining('could not undo "core.undo-switch"')]);
});
