import { createHash } from 'node:crypto';
import { hostname } from 'node:os';

/** The values of tokens in a host's settings: see TOKENS in ssh_config(5). */
export interface Tokens {
  readonly [token: string]: string;
}

/** The facts that token values are made of. */
export interface TokenSource {
  readonly home: string;
  /** Its address, after HostName. */
  readonly address: string;
  /** The address as the configuration of fck gives it. */
  readonly original: string;
  readonly port: number;
  readonly user: string;
  readonly localUser: string;
  readonly hostKeyAlias: string | undefined;
  readonly jump: string | undefined;
}

/** Tokens that ProxyCommand and ProxyJump take, and some that fck takes as well. */
const OF_COMMANDS = ['%', 'h', 'n', 'p', 'r', 'd', 'i', 'u'];

/** A value that OpenSSH would refuse. */
export class BadSetting extends Error {
  /** @param part the wrong part: `%z` */
  constructor(
    readonly keyword: string,
    readonly part: string,
    why: string,
  ) {
    super(why);
  }
}

/** The values of tokens in keywords that name files. */
export function tokensOf(source: TokenSource): Tokens {
  const { address, original, port, user } = source;
  const local = hostname();
  const jump = source.jump ?? '';
  return {
    '%': '%',
    // OpenSSH names sockets and files by this hash; it needs no cryptographic strength.
    C: createHash('sha1').update(`${local}${address}${port}${user}${jump}`).digest('hex'),
    d: source.home,
    h: address,
    i: String(process.getuid?.() ?? ''),
    j: jump,
    k: source.hostKeyAlias ?? original,
    L: local.split('.')[0] ?? local,
    l: local,
    n: original,
    p: String(port),
    r: user,
    u: source.localUser,
  };
}

/** The tokens that a command takes. */
export function tokensOfCommands(tokens: Tokens): Tokens {
  return Object.fromEntries(OF_COMMANDS.map((name) => [name, tokens[name] ?? '']));
}

/**
 * Expands the `%` tokens of a setting.
 *
 * @throws BadSetting for a token that the keyword does not take
 */
export function expandTokens(keyword: string, text: string, tokens: Tokens): string {
  return text.replace(/%(.?)/gsu, (part, token: string) => {
    const value = Object.hasOwn(tokens, token) ? tokens[token] : undefined;
    if (value === undefined) throw new BadSetting(keyword, part, `${keyword} takes no \`${part}\``);
    return value;
  });
}

/**
 * Expands the environment variables and `%` tokens of a setting that names files: one that comes from a variable is left as it is.
 *
 * @throws BadSetting for a variable that is not set, or a token that there is not
 */
export function expandFile(keyword: string, text: string, tokens: Tokens, env: NodeJS.ProcessEnv): string {
  return text
    .split(/(\$\{[^}]*\}?)/)
    .map((piece, index) =>
      index % 2 === 0 ? expandTokens(keyword, piece, tokens) : variable(keyword, piece, env),
    )
    .join('');
}

function variable(keyword: string, piece: string, env: NodeJS.ProcessEnv): string {
  const [, name] = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(piece) ?? [];
  if (name === undefined) throw new BadSetting(keyword, piece, `\`${piece}\` is no environment variable`);
  const value = env[name];
  if (value === undefined)
    throw new BadSetting(keyword, piece, `the environment variable \`${name}\` is not set`);
  return value;
}
