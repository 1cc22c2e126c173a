/** The parsed url of a repository. `text` is passed to git. */
export type RepoUrl =
  | {
      readonly kind: 'ssh';
      readonly text: string;
      readonly host: string;
      readonly port: number;
    }
  | { readonly kind: 'web'; readonly text: string; readonly host: string }
  | { readonly kind: 'file'; readonly text: string };

/** Why a text may not be passed to git as a url. */
export interface RefusedUrl {
  readonly kind: 'refused';
  readonly why: string;
}

const HOST = /^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]*)|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)$/;
const USER = /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/;
const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(.*)$/;

/**
 * Parses a git url: `ssh://git@host:2222/path`, `git@host:path`, `https://…`, `file:///path` and `/path`.
 *
 * Refuses everything that git would not read as a plain location: options, transport helpers (`ext::sh -c …`), control
 * characters; and passwords, which every command line would show.
 */
export function parseRepoUrl(text: string): RepoUrl | RefusedUrl {
  const parsed = readUrl(text);
  return parsed.kind === 'refused' && mayHoldPassword(text) ? refusedPassword() : parsed;
}

/** Whether the wrong part of a text might be a password, which must not be shown. */
function mayHoldPassword(text: string): boolean {
  return /:.*@/s.test(text.replace(/^[A-Za-z0-9+.-]+:\/\//, ''));
}

function refusedPassword(): RefusedUrl {
  return refused(
    'it contains a password or a token, which every user of the host could see: use a key file, or the git credentials of the hosts',
  );
}

function readUrl(text: string): RepoUrl | RefusedUrl {
  if (text === '') return refused('it is empty');
  if (/[\s\p{Cc}]/u.test(text)) return refused('it contains a space or a control character');
  if (text.startsWith('-')) return refused('it begins with a dash, which git would read as an option');
  if (/^[A-Za-z0-9+.-]+::/.test(text)) return refused('git would start a transport helper for it');
  if (text.startsWith('/')) return { kind: 'file', text };
  const scheme = SCHEME.exec(text);
  if (scheme) return withScheme(text, (scheme[1] ?? '').toLowerCase(), scheme[2] ?? '');
  return scpLike(text);
}

function withScheme(text: string, scheme: string, rest: string): RepoUrl | RefusedUrl {
  if (scheme === 'file') {
    return rest.startsWith('/')
      ? { kind: 'file', text }
      : refused('a file url needs three slashes: file:///path');
  }
  const slash = rest.indexOf('/');
  if (slash < 0 || slash === rest.length - 1) return refused('it names a host but no repository');
  const authority = splitAuthority(rest.slice(0, slash));
  if (authority.kind === 'refused') return authority;
  const { host, port } = authority;
  if (scheme === 'ssh' || scheme === 'git+ssh' || scheme === 'ssh+git')
    return { kind: 'ssh', text, host, port: port ?? 22 };
  if (scheme === 'https' || scheme === 'http' || scheme === 'git')
    return isToken(authority.user) || TOKEN_IN_QUERY.test(rest)
      ? refusedPassword()
      : { kind: 'web', text, host };
  return refused(`"${scheme}" is no protocol that fetches over ssh, https or from a file`);
}

/** git reads `[user@]host:path` as ssh unless a slash comes before the colon; `[host:port]:path` carries a port. */
function scpLike(text: string): RepoUrl | RefusedUrl {
  const match = /^(?:([^@/:]*)@)?(\[[^\]/]*\]|[^:/[\]]+):(.+)$/.exec(text);
  if (!match)
    return refused(
      'it is neither a url, nor user@host:path, nor an absolute path; for a repository on this machine, use `path:`',
    );
  const [, user, place = '', path = ''] = match;
  if (path.startsWith('-')) return refused('its path begins with a dash');
  if (/^[^/]*@[^/]*:/.test(path)) return refusedPassword();
  const inner = place.startsWith('[') ? place.slice(1, -1) : place;
  const isAddress = (inner.match(/:/g)?.length ?? 0) > 1;
  const authority = splitAuthority(
    `${user === undefined ? '' : `${user}@`}${isAddress ? `[${inner}]` : inner}`,
  );
  if (authority.kind === 'refused') return authority;
  return { kind: 'ssh', text, host: authority.host, port: authority.port ?? 22 };
}

interface Authority {
  readonly kind: 'authority';
  readonly user: string | undefined;
  readonly host: string;
  readonly port: number | undefined;
}

function splitAuthority(text: string): Authority | RefusedUrl {
  const at = text.lastIndexOf('@');
  const user = at < 0 ? undefined : text.slice(0, at);
  if (user?.includes(':')) return refusedPassword();
  if (user !== undefined && !USER.test(user)) return refused(`"${user}" is no user name`);
  const match = /^(?:\[([^\]]*)\]|([^:]*))(?::([0-9]{1,5}))?$/.exec(text.slice(at + 1));
  const host = match?.[1] ?? match?.[2] ?? '';
  if (!match || !HOST.test(host)) return refused(`"${text.slice(at + 1)}" is no host name`);
  const port = match[3] === undefined ? undefined : Number(match[3]);
  if (port !== undefined && (port < 1 || port > 65535)) return refused(`${port} is no port`);
  return { kind: 'authority', user, host, port };
}

const TOKEN_IN_QUERY = /[?&](?:[a-z_]*token|password|secret|api_?key)=/i;

/** User names that identify an account of a git server without a password. */
function isToken(user: string | undefined): boolean {
  return user !== undefined && (user.length >= 20 || /^(?:gh[a-z]_|github_pat_|gl[a-z]+-|x-)/.test(user));
}

function refused(why: string): RefusedUrl {
  return { kind: 'refused', why };
}
