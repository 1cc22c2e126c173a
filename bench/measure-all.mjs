import { join } from 'node:path';
import { machine } from './machine.mjs';
import { resultsFolder } from './paths.mjs';
import { Unavailable } from './peers/install.mjs';
import { drawCase } from './report/draw-case.mjs';
import { addCase, readResults, writeResults } from './results.mjs';
import { say } from './say.mjs';
import { versions } from './versions.mjs';

/**
 * Runs the requested workloads. Results are written after every case, so that an interrupted run keeps them; a failed workload does
 * not prevent the others.
 */
export async function measureAll(asked) {
  const today = new Date().toISOString().slice(0, 10);
  const file = asked.into ?? join(resultsFolder, `${today}.json`);
  for (const workload of asked.workloads) {
    say(workload.name);
    const record = (about, measured) => {
      const found = isKept(asked) ? readResults(file) : undefined;
      const all = addCase(found, { ...about, network: about.network ?? 'lan' }, measured);
      say(drawCase(about, measured));
      if (isKept(asked))
        writeResults(file, { ...all, date: today, machine: machine(), versions: versions() });
    };
    try {
      await workload.measure({ options: optionsFor(workload, asked), say, record });
    } catch (error) {
      say(`${workload.name} was cut short: ${error.stack}`);
      process.exitCode = 1;
    }
  }
}

/** Whether results are stored. Those of other commits of fck are only for those who compare them. */
export function isKept({ quick, against, into }) {
  return !quick && (against.length === 0 || into !== undefined);
}

function optionsFor(workload, asked) {
  const defaults = asked.quick ? { ...workload.defaults, ...workload.quick } : workload.defaults;
  return {
    hosts: asked.hosts ?? defaults.hosts,
    roundTrips: asked.roundTrips ?? defaults.roundTrips,
    networks: asked.networks ?? defaults.networks,
    rounds: asked.rounds,
    warmUp: !asked.quick,
    quick: asked.quick,
    against: asked.against,
    choose: (contestants) => choose(contestants, asked.only),
  };
}

/** The requested contestants that are available here; for the others, the reason is shown. */
function choose(contestants, only) {
  const wanted = contestants.filter(
    ({ name }) => only === undefined || only.some((begin) => name.startsWith(begin)),
  );
  return wanted.map(({ name, make }) => {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      return { name, run: () => Promise.reject(error) };
    }
  });
}
