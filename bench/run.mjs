// `npm run bench`: measures fck and its peers on throwaway hosts of this machine, and writes docs/performance.md.
import { prepareWithBundle } from '../scripts/prepare.mjs';
import { readArguments, usage } from './arguments.mjs';
import { say } from './say.mjs';

prepareWithBundle();
// Builds first, since users start the bundle. The following imports load the new build.
const { workloads } = await import('./workloads/index.mjs');
const { isKept, measureAll } = await import('./measure-all.mjs');
const { removeLightHosts } = await import('./hosts/light-hosts.mjs');
const { removeSandboxHosts } = await import('./hosts/sandbox-hosts.mjs');
const { writeReport } = await import('./report/write-report.mjs');

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => removeHosts().finally(() => process.exit(130)));
}

const asked = readArguments(process.argv.slice(2), workloads);
if (asked.help) process.stdout.write(usage);
else if (asked.down) await removeHosts();
else {
  if (!asked.report) await measureAll(asked).finally(removeHosts);
  if (isKept(asked)) writeReport();
}

async function removeHosts() {
  removeLightHosts();
  await removeSandboxHosts(say);
}
