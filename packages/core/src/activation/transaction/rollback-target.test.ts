import { describe, expect, it } from 'vitest';
import { rollbackTarget, type Standing } from './rollback-target.js';

const build = (number: number) => ({ name: `b${number}`, number });
const host = (
  name: string,
  active: number | undefined,
  builds: string[],
  servedBefore: string[],
): Standing => ({
  host: name,
  active: active === undefined ? undefined : build(active),
  builds,
  servedBefore,
});

describe('a role goes back to', () => {
  it.each<[string, Standing[], object]>([
    ['what served last', [host('one', 3, ['b3', 'b2', 'b1'], ['b2', 'b1'])], { build: 'b2', from: 'b3' }],
    [
      'the last one that every host has',
      [host('one', 3, ['b3', 'b2', 'b1'], ['b2', 'b1']), host('two', 3, ['b3', 'b1'], ['b1'])],
      { build: 'b1', from: 'b3' },
    ],
    [
      'what a host serves already that never got the newest',
      [host('one', 3, ['b3', 'b2'], ['b2']), host('two', 2, ['b3', 'b2', 'b1'], ['b1'])],
      { build: 'b2', from: 'b3' },
    ],
    [
      'what a site that is down served before',
      [host('one', undefined, ['b1'], ['b1'])],
      { build: 'b1', from: undefined },
    ],
  ])('%s', (_, standings, expected) => {
    expect(rollbackTarget('web', standings)).toEqual(expected);
  });

  it('no build, if none served well before', () => {
    expect(() => rollbackTarget('web', [host('one', 1, ['b1'], [])])).toThrow(
      'No build of role "web" served well before b1.',
    );
  });

  it('no build that a host does not have, and names the host', () => {
    const standings = [host('one', 3, ['b3', 'b2'], ['b2']), host('two', 3, ['b3'], [])];
    expect(() => rollbackTarget('web', standings)).toThrow('The build "b2" is not on two');
  });
});
