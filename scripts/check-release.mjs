// Fails if the pending changesets would make 1.0.0 of a 0.x version.
import { root } from './prepare.mjs';
import { plannedRelease } from './release/plan.mjs';

try {
  await plannedRelease(root);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
