import { median } from '../measuring/statistics.mjs';

/** Looks up results. */
export class Lookup {
  #measured;

  /** @param {import('../results.mjs').Measured[]} measured */
  constructor(measured) {
    this.#measured = measured;
  }

  /** The results of cases like this, in the order of measurement. */
  where(like) {
    return this.#measured.filter((one) => Object.entries(like).every(([key, value]) => one[key] === value));
  }

  /** The median of a figure of one contestant in one case; undefined if it was not measured. */
  of(contestant, like, figure = 'seconds') {
    const [one] = this.where({ network: 'lan', ...like, contestant });
    const numbers = one?.samples.flatMap((sample) => (sample[figure] === undefined ? [] : [sample[figure]]));
    return numbers && numbers.length > 0 ? median(numbers) : undefined;
  }

  /** The lowest median of several contestants. */
  best(contestants, like, figure = 'seconds') {
    const known = contestants
      .map((name) => this.of(name, like, figure))
      .filter((value) => value !== undefined);
    return known.length > 0 ? Math.min(...known) : undefined;
  }

  /** The contestants of a workload, without fck and the floors. */
  peers(like) {
    const names = this.where(like).map(({ contestant }) => contestant);
    return [...new Set(names)].filter((name) => !name.startsWith('fck') && !name.startsWith('ssh,'));
  }
}
