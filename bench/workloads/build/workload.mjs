import { interleaved } from '../../measuring/interleaved.mjs';
import { applications } from './application.mjs';
import { fckBuilder, pipByHand, uvByHand } from './builders.mjs';

/** @typedef {'first' | 'nothing' | 'line' | 'dependency'} Change since the last build */

const builders = {
  fck: (kind) => fckBuilder(kind, undefined),
  'fck, installer: uv': (kind) => fckBuilder(kind, 'uv'),
  'pip by hand': pipByHand,
  'uv by hand': uvByHand,
};

/** What happens before each run of a case. @type {Record<Change, (builder: import('./builders.mjs').Builder) => void>} */
const changes = {
  first: (builder) => builder.forget(),
  nothing: () => {},
  line: ({ repository }) => repository.changeLine(),
  dependency: ({ repository }) => repository.changeDependency(),
};

/** A build on this machine, by fck and by hand: on a host that has nothing, and after changes. */
export const build = {
  name: 'build',
  defaults: {},
  quick: {},
  async measure({ options, say, record }) {
    for (const kind of options.quick ? applications.slice(0, 1) : applications) {
      const chosen = options.choose(
        Object.entries(builders).map(([name, make]) => ({
          name,
          make: () => ({ name, builder: make(kind) }),
        })),
      );
      for (const [change, prepare] of Object.entries(changes)) {
        say(`  build: ${kind}, ${change}`);
        const contestants = chosen.map(({ name, builder }) => ({
          name,
          prepare: () => prepare(builder),
          run: builder.run[change],
        }));
        const measured = await interleaved(contestants, { ...options, say });
        record({ workload: `build-${kind}`, hosts: 0, roundTrip: 0, change }, measured);
      }
    }
  },
};
