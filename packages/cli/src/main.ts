import type { FckContainer } from '@fck/core/host';
import { ExitCode } from './exit-code.js';
import { ForeignCode } from './foreign/foreign-code.js';
import type { GlobalOptions } from './global-options.js';
import { Interrupts } from './interrupts.js';
import { type Io, outliveBrokenOutputs } from './io.js';
import { type OpenProject, openProject } from './open-project.js';
import { ownVersion } from './own-version.js';
import { processIo } from './process-io.js';
import { UnawaitedRejections } from './unawaited.js';
import { understand } from './understand.js';

/** How errors are shown, by the command line's options. */
type Showing = Pick<GlobalOptions, 'json' | 'verbose'>;

/**
 * The `fck` command: arguments in, exit code out. It never ends the process itself.
 *
 * @param argv the arguments, without the program's name
 * @param io streams and signals; default: those of this process
 * @param open how a project is opened; tests pass their own
 */
export async function main(
  argv: readonly string[],
  io: Io = processIo(),
  open: OpenProject = openProject,
): Promise<number> {
  const unwritten = outliveBrokenOutputs(io);
  const interrupts = new Interrupts(io.signals);
  const unawaited = new UnawaitedRejections(io.rejections);
  const show = async (thrown: unknown) => {
    const { showError } = await import('./show-error.js');
    showError(thrown, io, showingOf(argv));
  };
  const foreign = new ForeignCode(io, show);
  let code: number;
  try {
    code = await Promise.race([
      answer(argv, io, open, { interrupts, unawaited, foreign }),
      interrupts.leave,
      foreign.stuck.catch(async (thrown: unknown) => {
        await show(thrown);
        return ExitCode.failed;
      }),
    ]);
  } finally {
    await unawaited.stop();
    interrupts.stop();
    await foreign.ended();
  }
  const failure = unwritten();
  if (!failure) return code;
  const { showUnwritten } = await import('./show-error.js');
  showUnwritten(failure, io);
  return code === ExitCode.done ? ExitCode.failed : code;
}

/** What goes on beside the work of a verb. */
interface Watchers {
  readonly interrupts: Interrupts;
  readonly unawaited: UnawaitedRejections;
  readonly foreign: ForeignCode;
}

/** Before the options are parsed, these are searched for literally. */
function showingOf(argv: readonly string[]): Showing {
  return {
    json: argv.includes('--json'),
    verbose: argv.includes('--verbose') || argv.includes('-v'),
  };
}

async function answer(
  argv: readonly string[],
  io: Io,
  open: OpenProject,
  { interrupts, unawaited, foreign }: Watchers,
): Promise<number> {
  const projects: FckContainer[] = [];
  const openOnce = async (options: GlobalOptions, allPlugins?: boolean): Promise<FckContainer> => {
    if (projects[0]) return projects[0];
    await foreign.guard();
    const project = await open(io, options, allPlugins).catch((thrown: unknown) => {
      foreign.notOpened();
      throw thrown;
    });
    projects[0] = project;
    foreign.opened(project);
    return project;
  };
  let showing = showingOf(argv);
  try {
    const request = await understand(argv, io, ownVersion(), (options) => openOnce(options, true));
    if (request.kind === 'answered') return request.exitCode;
    const { entry, options, given } = request;
    showing = options;
    if (options.dryRun && entry.withoutDryRun) await refuseDryRun(entry.name);
    const verb = await entry.load();
    const code = await verb({
      io,
      options,
      interrupts,
      foreign,
      ...given,
      project: () => openOnce(options, entry.allPlugins),
    });
    const failures = [...foreign.failures, ...(await unawaited.failures())];
    if (failures.length > 0) throw failures[0];
    return interrupts.exitCode ?? code;
  } catch (thrown) {
    const { showError } = await import('./show-error.js');
    showError(projects[0]?.withoutSecrets(thrown) ?? thrown, io, showing);
    return interrupts.exitCode ?? ExitCode.failed;
  } finally {
    // The work is done or has failed: an error while a connection is closed changes neither.
    await projects[0]?.close().catch(() => {});
  }
}

/** A verb that cannot plan its changes must refuse `-n`. */
async function refuseDryRun(verb: string): Promise<never> {
  const { usageErrors } = await import('./usage-errors.js');
  throw usageErrors.invalid(`"${verb}" has no dry run: it does nothing with -n`);
}
