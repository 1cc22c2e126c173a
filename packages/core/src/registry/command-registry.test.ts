import { expect, it } from 'vitest';
import { FckContainer } from '../fck.js';

const verb = { about: 'does it', run: async () => ({ document: null }) };
const group = (...names: string[]) => ({
  about: 'several',
  commands: Object.fromEntries(names.map((name) => [name, verb])),
});

/** A container in which `ec2` registered the group `ec2` with `list`, and `rolls` the verb `roll-out`. */
async function start() {
  const fck = new FckContainer();
  fck.commands.reserved = ['status', 'run', 'lock', 'help'];
  const as = (name: string, register: () => void) =>
    fck.applyAs({ name, version: undefined, from: 'inline' }, register);
  await as('ec2', () => fck.commands.register('ec2', group('list')));
  await as('rolls', () => fck.commands.register('roll-out', verb));
  return { fck, as };
}

it.each([
  ['a verb of fck', 'status', verb, '"status" is already registered by core; late'],
  [
    'a group with the name of a verb of fck',
    'status',
    group('all'),
    '"status" is already registered by core; late',
  ],
  ['a group of fck', 'lock', verb, '"lock" is already registered by core; late'],
  ['help', 'help', verb, '"help" is already registered by core; late'],
  ['a word of fck', 'mine', { ...group('all'), word: 'run' }, '"run" is already registered by core; late'],
  ['a verb of a plugin', 'roll-out', verb, '"roll-out" is already registered by rolls; late'],
  [
    'a verb of a plugin as a word',
    'mine',
    { ...group('x'), word: 'roll-out' },
    '"roll-out" is already registered by rolls; late',
  ],
  ['a group of a plugin', 'ec2', verb, '"ec2" is already registered by ec2; late'],
  [
    'a verb in a group of a plugin',
    'mine',
    { ...group('x', 'list'), word: 'ec2' },
    '"ec2 list" is already registered by ec2; late',
  ],
])('%s cannot be registered again', async (_, name, entry, message) => {
  const { fck, as } = await start();
  await expect(as('late', () => fck.commands.register(name, entry))).rejects.toMatchObject({
    code: 'NAME_TAKEN',
    plugin: 'late',
    message: expect.stringContaining(message),
  });
  expect(fck.commands.names()).toEqual(['ec2', 'roll-out']);
});

it('further verbs of a group may come from another plugin', async () => {
  const { fck, as } = await start();
  await as('fleet', () => fck.commands.register('ec2-fleet', { ...group('boot'), word: 'ec2' }));
  expect(fck.commands.names()).toEqual(['ec2', 'roll-out', 'ec2-fleet']);
});
