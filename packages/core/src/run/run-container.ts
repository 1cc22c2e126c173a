import type { ConnectedFck } from '../hosts/connections.js';
import type { DescribedFck } from '../journal/describe-run.js';
import type { RunRecorder } from '../journal/run-recorder.js';
import type { SectionRegistry } from '../registry/section-registry.js';
import type { PipelineSource } from './pipelines.js';

/** The container, for code that performs runs. */
export interface RunContainer extends ConnectedFck, DescribedFck {
  /** Writes the journals of runs. */
  readonly recorder: RunRecorder;
  /** Where arguments come from that have an environment variable and were not given. */
  readonly env: NodeJS.ProcessEnv;
  /** What the pipelines are made of. */
  readonly pipelineSource: PipelineSource;
  /** Loads the files of these tasks, and of those that they depend on. Default: all. */
  loadTasks(names?: readonly string[]): Promise<void>;
  /** The valid keys of the configuration. */
  readonly sections: SectionRegistry;
}
