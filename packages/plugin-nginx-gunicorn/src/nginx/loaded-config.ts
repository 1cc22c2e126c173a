import { type LookResult, type Remote, sh } from '@fck/core';
import { type Directive, parseDirectives } from './directives.js';
import { type Listen, parseAnyListen } from './listen.js';
import { isStockSite } from './stock-sites.js';

/** A `listen` of a `server` block. */
export interface ServerListen {
  readonly at: Listen;
  readonly isDefault: boolean;
  /** Where it is in the block's file, from 1; undefined if it is not written there. */
  readonly line: number | undefined;
}

/** A `server` block of some file. */
export interface ServerBlock {
  readonly file: string;
  readonly listens: readonly ServerListen[];
  readonly names: readonly string[];
  /** Whether it is the stock site of nginx's package, unedited. */
  readonly isStock: boolean;
}

/** nginx's configuration in the current files. */
export interface LoadedConfig {
  /** nginx's output about it, and its exit code (0: valid). */
  readonly verdict: Pick<LookResult, 'code' | 'stderr'>;
  readonly servers: readonly ServerBlock[];
  /** The patterns that the http block includes. */
  readonly includes: readonly string[];
  /** Addresses that each file passes requests to, by itself or as an upstream: `127.0.0.1:8001`. */
  readonly backends: ReadonlyMap<string, readonly string[]>;
}

/** Reads nginx's whole configuration. Undefined if there is no nginx. */
export async function loadedConfig(remote: Remote): Promise<LoadedConfig | undefined> {
  const { code, stdout, stderr } = await remote.as('root').look(sh`nginx -T`);
  if (code === 127) return undefined;
  return { verdict: { code, stderr }, ...readDump(stdout) };
}

/** Reads what `nginx -T` prints: every file that was read, each after a line that names it. */
export function readDump(dump: string): Omit<LoadedConfig, 'verdict'> {
  const [, ...parts] = dump.split(/^# configuration file (.+):\n/m);
  const files: { file: string; directives: Directive[] }[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    files.push({ file: parts[index] ?? '', directives: parseDirectives(parts[index + 1] ?? '') });
  }
  const main = files[0]?.directives ?? [];
  return {
    servers: files.flatMap(({ file, directives }) =>
      serversIn(directives).map((block) =>
        serverBlock(
          file,
          block,
          files.map((other) => other.file),
        ),
      ),
    ),
    includes: main
      .filter(named('http'))
      .flatMap(({ block }) => (block ?? []).filter(named('include')).flatMap(argumentsOf)),
    backends: new Map(files.map(({ file, directives }) => [file, backendsIn(directives)])),
  };
}

/** The `server` blocks in the text of one file. */
export function serversOf(file: string, text: string): ServerBlock[] {
  return serversIn(parseDirectives(text)).map((block) => serverBlock(file, block, [file]));
}

function serversIn(directives: readonly Directive[]): Directive[] {
  return directives.flatMap((directive) =>
    directive.block === undefined
      ? []
      : directive.words[0] === 'server'
        ? [directive]
        : serversIn(directive.block),
  );
}

/** Where a block without `listen` listens. */
const PORT_80: ServerListen = { at: { address: undefined, port: 80 }, isDefault: false, line: undefined };

function serverBlock(file: string, { block = [] }: Directive, files: readonly string[]): ServerBlock {
  const listens = block
    .filter(named('listen'))
    .flatMap(({ words: [, at = '', ...flags], line }): ServerListen[] => {
      const parsed = parseAnyListen(at);
      return parsed
        ? [{ at: parsed, isDefault: flags.includes('default_server') || flags.includes('default'), line }]
        : [];
    });
  return {
    file,
    listens: listens.length === 0 ? [PORT_80] : listens,
    names: block.filter(named('server_name')).flatMap(argumentsOf),
    isStock: isStockSite(file, block, files),
  };
}

/** `server` without a block is a line of an upstream. */
function backendsIn(directives: readonly Directive[]): string[] {
  return directives.flatMap(({ words: [name, to = ''], block }) => {
    const passes = name === 'proxy_pass' || (name === 'server' && block === undefined);
    const address = passes ? /^(?:https?:\/\/)?([^/$]+:\d+)/.exec(to)?.[1] : undefined;
    return [...(address === undefined ? [] : [address]), ...backendsIn(block ?? [])];
  });
}

function named(name: string): (directive: Directive) => boolean {
  return ({ words }) => words[0] === name;
}

function argumentsOf({ words }: Directive): readonly string[] {
  return words.slice(1);
}
