/**
 * @typedef {object} Sample
 * @property {number} seconds
 * @property {number} [ended] seconds until the command had ended, where something else was waited for
 * @property {number} [megabytes] peak of memory
 * @property {number} [bytes] that the hosts received
 * @property {number} [cpu] seconds of CPU of all hosts and of the command
 * @property {number} [controlCpu] the part of `cpu` that the command used
 */

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {() => Promise<Sample>} run what is measured
 * @property {() => Promise<void> | void} [prepare] before each run, not measured
 */

/**
 * Runs contestants in turns, A B C A B C …, after a round that does not count. A failed one is reported and left out.
 *
 * @param {readonly Contestant[]} contestants
 * @param {{rounds: number, warmUp: boolean, say: (text: string) => void, beforeRound?: (round: number) => Promise<void>}} options
 * @returns {Promise<{contestant: string, samples: Sample[], failure?: string}[]>}
 */
export async function interleaved(contestants, { rounds, warmUp, say, beforeRound }) {
  const results = contestants.map(({ name }) => ({ contestant: name, samples: [] }));
  for (let round = warmUp ? 0 : 1; round <= rounds; round += 1) {
    await beforeRound?.(round);
    for (const [index, { name, prepare, run }] of contestants.entries()) {
      const result = results[index];
      if (result.failure !== undefined) continue;
      try {
        await prepare?.();
        const sample = await run();
        say(`    ${round === 0 ? 'warm-up' : `round ${round}`}  ${name}  ${sample.seconds.toFixed(2)} s`);
        if (round > 0) result.samples.push(figuresOf(sample));
      } catch (error) {
        result.failure = String(error.message);
        say(`    ${name} failed: ${result.failure}`);
      }
    }
  }
  return results;
}

/** Drops the output of a run. */
function figuresOf({ seconds, ended, megabytes, bytes, cpu, controlCpu }) {
  return {
    seconds: Number(seconds.toFixed(4)),
    ...(ended === undefined ? {} : { ended: Number(ended.toFixed(4)) }),
    ...(megabytes === undefined ? {} : { megabytes }),
    ...(bytes === undefined ? {} : { bytes }),
    ...(cpu === undefined ? {} : { cpu: Number(cpu.toFixed(3)), controlCpu: Number(controlCpu.toFixed(3)) }),
  };
}
