import { isLoopback } from '../address.js';

const proxies = /^(https?|ftp|all|no)_proxy$/i;
const certificates =
  /^(SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|GIT_SSL_CAINFO|NODE_EXTRA_CA_CERTS)$/;
const indexes = /^UV_(INDEX|INDEX_URL|DEFAULT_INDEX|EXTRA_INDEX_URL|FIND_LINKS)$/;

/** The variables of a process or of /etc/environment that determine how packages are reached. */
export function packageVariables(env: NodeJS.ProcessEnv): Map<string, string> {
  const kept = new Map<string, string>();
  for (const [name, value] of Object.entries(env)) {
    const wanted = proxies.test(name) || certificates.test(name) || indexes.test(name);
    // /etc/environment has no quoting: values that it cannot express are left out.
    if (wanted && value && !/[\n"'#]/.test(value)) kept.set(name, value);
  }
  return kept;
}

/** Reads /etc/environment, which has no variables, no escapes and at most one pair of quotes. */
export function parseEnvironmentFile(text: string): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {};
  for (const line of text.split('\n')) {
    const match = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=(["']?)(.*?)\2\s*$/.exec(line);
    if (match?.[1] !== undefined) env[match[1]] = match[3];
  }
  return env;
}

/** Writes /etc/environment. */
export function renderEnvironmentFile(variables: ReadonlyMap<string, string>): string {
  return [...variables].map(([name, value]) => `${name}=${value}\n`).join('');
}

/** Makes sudo keep the variables, which it drops on Debian. */
export function renderSudoers(variables: ReadonlyMap<string, string>): string {
  return [...variables.keys()].map((name) => `Defaults env_keep += "${name}"\n`).join('');
}

/** Proxies for apt, for a machine that names them only in its environment. */
export function aptProxies(variables: ReadonlyMap<string, string>, settings: readonly string[]): string[] {
  return ['http', 'https'].flatMap((scheme) => {
    const key = `Acquire::${scheme}::Proxy`;
    const value = variables.get(`${scheme}_proxy`) ?? variables.get(`${scheme.toUpperCase()}_PROXY`);
    return value && !settings.some((line) => line.startsWith(`${key} `)) ? [`${key} "${value}";`] : [];
  });
}

/** An address on this machine's loopback, as a host sees it: at the machine's end of the bridge. */
export function seenFromHost(text: string, gateway: string): string {
  return text.replaceAll(
    /(:\/\/(?:[^\s/@"]*@)?)(localhost|\[::1\]|127(?:\.\d+){3})(?=[:/\s"]|$)/g,
    (all, before, host) => (isLoopback(host) ? `${before}${gateway}` : all),
  );
}

/** Adds the hosts themselves to the addresses that are reached without a proxy. */
export function withoutProxy(variables: Map<string, string>, subnet: string): Map<string, string> {
  if (![...variables.keys()].some((name) => proxies.test(name))) return variables;
  const changed = new Map(variables);
  for (const name of ['no_proxy', 'NO_PROXY']) {
    const known =
      variables.get(name) ?? variables.get('no_proxy') ?? variables.get('NO_PROXY') ?? 'localhost,127.0.0.1';
    changed.set(name, `${known},${subnet}`);
  }
  return changed;
}
