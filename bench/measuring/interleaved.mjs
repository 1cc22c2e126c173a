/**
 * @typedef {object} Sample
 * @property {number} seconds
 * @property {number} [megabytes] peak of memory
 * @property {number} [bytes] that the hosts received
 */

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {() => Promise<Sample>} run what is measured
 * @property {() => Promise<void> | void} [prepare] before each run, not measured
 */

/**
 * Runs contestants in turns, A B C A B C …, after a round that does not count. One that fails is told and left out.
 *
 * @param {readonly Contestant[]} contestants
 * @param {{rounds: number, warmUp: boolean, say: (text: string) => void}} options
 * @returns {Promise<{contestant: string, samples: Sample[], failure?: string}[]>}
 */
export async function interleaved(contestants, { rounds, warmUp, say }) {
  const results = contestants.map(({ name }) => ({ contestant: name, samples: [] }));
  for (let round = warmUp ? 0 : 1; round <= rounds; round += 1) {
    for (const [index, { name, prepare, run }] of contestants.entries()) {
      const result = results[index];
      if (result.failure !== undefined) continue;
      try {
        await prepare?.();
        const sample = await run();
        say(`    ${round === 0 ? 'warm-up' : `round ${round}`}  ${name}  ${sample.seconds.toFixed(2)} s`);
        if (round > 0) result.samples.push(sample);
      } catch (error) {
        result.failure = String(error.message);
        say(`    ${name} failed: ${result.failure}`);
      }
    }
  }
  return results;
}
