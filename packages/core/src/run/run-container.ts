import type { ConnectedFck } from '../hosts/connections.js';
import type { DescribedFck } from '../journal/describe-run.js';
import type { RunRecorder } from '../journal/run-recorder.js';

/** The container, for code that performs runs. */
export interface RunContainer extends ConnectedFck, DescribedFck {
  /** Writes the journals of runs. */
  readonly recorder: RunRecorder;
}
