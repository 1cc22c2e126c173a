import {
  DefaultRenderer,
  ListrDefaultRendererLogLevels as Level,
  Listr,
  ListrLogger,
  type ListrRendererFactory,
  ProcessOutput,
} from 'listr2';
import type { Output } from '../io.js';
import type { Palette } from '../terminal/palette.js';
import { HostRow } from './host-row.js';

/** The hosts of one phase, drawn live on a terminal until the phase has ended. */
export class PhaseList {
  readonly #rows: ReadonlyMap<string, HostRow>;
  readonly #asides: string[] = [];
  readonly #drawn: Promise<unknown>;

  constructor(hosts: readonly string[], output: Output, palette: Palette) {
    this.#rows = new Map(hosts.map((host) => [host, new HostRow(host, palette)]));
    const list = new Listr(
      [...this.#rows.values()].map((row) => row.task),
      {
        concurrent: true,
        exitOnError: false,
        // Its handler would end the process with the locks still held.
        registerSignalListeners: false,
        renderer: rendererWith(this.#asides),
        rendererOptions: {
          collapseErrors: true,
          showErrorMessage: false,
          logger: new ListrLogger({ useIcons: true, processOutput: outputTo(output) }),
          ...looks(palette),
        },
      },
    );
    this.#drawn = list.run();
  }

  /** The row of a host, if it takes part in this phase. */
  row(host: string): HostRow | undefined {
    return this.#rows.get(host);
  }

  /** Shows a line below all rows. */
  aside(line: string): void {
    this.#asides.push(line);
  }

  /** Ends every row that is still open and resolves when the last drawing stands. */
  async end(): Promise<void> {
    for (const row of this.#rows.values()) row.abandon();
    await this.#drawn;
  }
}

/** listr2's default drawing with lines below the list. It is used on stderr, so stdout need not be a terminal. */
function rendererWith(asides: readonly string[]): ListrRendererFactory {
  return class extends DefaultRenderer {
    static override nonTTY = true;

    override create(options?: Parameters<DefaultRenderer['create']>[0]): string {
      return [super.create(options), ...asides].filter(Boolean).join('\n');
    }
  };
}

/** listr2 holds back whatever else is written to its stream while it draws: it gets a stream that only it writes to. */
function outputTo(output: Output): ProcessOutput {
  const { isTTY, columns, rows } = output;
  const own = { isTTY, columns, rows, write: (text: string) => output.write(text) };
  // Of a WriteStream, listr2 uses nothing but these four.
  const stream = own as unknown as NodeJS.WriteStream;
  return new ProcessOutput(stream, stream);
}

function looks(palette: Palette) {
  return {
    icon: { [Level.OUTPUT]: '', [Level.WAITING]: '·' },
    color: {
      [Level.PENDING]: palette.yellow,
      [Level.COMPLETED]: palette.green,
      [Level.FAILED]: palette.red,
      [Level.WAITING]: palette.dim,
    },
  };
}
