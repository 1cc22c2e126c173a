import type { Build } from '../api/build.js';
import type { BuildSources } from '../api/contexts.js';
import type { Host } from '../api/host.js';

/** How many hosts one host serves at once. */
const AT_ONCE = 2;

/**
 * The hosts from which a build can be copied. Their number grows during a run; each serves few at once, so the build
 * spreads as a tree.
 */
export class Spread {
  readonly #serving = new Map<string, number>();
  /** The latest come first: they have served least. */
  readonly #hosts: Host[] = [];
  #waiting: (() => void)[] = [];

  /** A host has the build now, and will not change it. */
  add(host: Host): void {
    if (!this.#hosts.some(({ name }) => name === host.name)) this.#hosts.unshift(host);
    this.#wake();
  }

  /** The hosts that have the build; always includes `first`, the host that this one is to copy from. */
  sourcesFor(first: Host): BuildSources {
    this.add(first);
    return {
      lend: async (maySourceBe, work) => {
        const source = await this.#take((host) => host.name === first.name || maySourceBe(host));
        try {
          return await work(source);
        } finally {
          this.#count(source, -1);
          this.#wake();
        }
      },
    };
  }

  async #take(maySourceBe: (host: Host) => boolean): Promise<Host> {
    for (;;) {
      const [best] = this.#hosts
        .filter(maySourceBe)
        .toSorted((a, b) => this.#servedBy(a) - this.#servedBy(b));
      if (best && this.#servedBy(best) < AT_ONCE) {
        // Synchronously: the next caller must see the host as taken.
        this.#count(best, 1);
        return best;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  #servedBy(host: Host): number {
    return this.#serving.get(host.name) ?? 0;
  }

  #count(host: Host, more: number): void {
    this.#serving.set(host.name, this.#servedBy(host) + more);
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const go of waiting) go();
  }
}

/** The spreads of all builds of one run. */
export class Spreads {
  readonly #known = new Map<string, Spread>();

  /** The hosts from which a build can be copied that one host has. */
  sources(build: Build, first: Host): BuildSources {
    const spread = this.#known.get(keyOf(build)) ?? new Spread();
    this.#known.set(keyOf(build), spread);
    return spread.sourcesFor(first);
  }

  /** A host has a sealed build: others may copy it from there, if it is the build that is spreading. */
  note(build: Build, host: Host): void {
    this.#known.get(keyOf(build))?.add(host);
  }
}

/** Later steps may change the build: then it is another one, under the same name. */
function keyOf({ name, checksum }: Build): string {
  return `${name} ${checksum}`;
}
