import { median } from '../measuring/statistics.mjs';

/** Answers questions about what was measured. */
export class Lookup {
  #measured;

  /** @param {import('../results.mjs').Measured[]} measured */
  constructor(measured) {
    this.#measured = measured;
  }

  /** What was measured in cases like this, in the order of measuring. */
  where(like) {
    return this.#measured.filter((one) => Object.entries(like).every(([key, value]) => one[key] === value));
  }

  /** The median of a figure of one contestant in one case; undefined if it was not measured. */
  of(contestant, like, figure = 'seconds') {
    const [one] = this.where({ network: 'lan', ...like, contestant });
    const numbers = one?.samples.flatMap((sample) => (sample[figure] === undefined ? [] : [sample[figure]]));
    return numbers && numbers.length > 0 ? median(numbers) : undefined;
  }

  /** The least median of several contestants: the best of them. */
  best(contestants, like, figure = 'seconds') {
    const known = contestants
      .map((name) => this.of(name, like, figure))
      .filter((value) => value !== undefined);
    return known.length > 0 ? Math.min(...known) : undefined;
  }

  /** The contestants of a workload but fck and the floors. */
  peers(like) {
    const names = this.where(like).map(({ contestant }) => contestant);
    return [...new Set(names)].filter((name) => !name.startsWith('fck') && !name.startsWith('ssh,'));
  }
}
