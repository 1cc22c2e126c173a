import { once, type Remote, sh, shellProgram } from '@fck/core';
import type { Listen } from './listen.js';

const firewall = once(() => shellProgram(new URL('../../shell/firewall.sh', import.meta.url)));

/** Zones of programs with networks of their own: visitors do not use them. */
const INNER_ZONES = new Set(['docker', 'libvirt', 'libvirt-routed', 'nm-shared']);
/** firewalld's names of the services of these ports. */
const SERVICES: ReadonlyMap<number, string> = new Map([
  [80, 'http'],
  [443, 'https'],
]);

/**
 * Which ports of a site the host's firewall closes, one sentence each, with the command that opens the port. Requests from the host
 * itself are not affected. Looks only.
 */
export async function closedPorts(remote: Remote, listens: readonly Listen[]): Promise<string[]> {
  const ports = [...new Set(listens.filter(isForOthers).map(({ port }) => port))];
  if (ports.length === 0) return [];
  const { stdout } = await remote.as('root').look(sh`${firewall()}
firewall ${ports}`);
  return stdout.startsWith('firewalld\n')
    ? ports.flatMap((port) => closedByFirewalld(stdout, port))
    : ports.flatMap((port) => closedByUfw(stdout, port));
}

function isForOthers({ address = '' }: Listen): boolean {
  return !address.startsWith('127.') && address !== '[::1]';
}

interface Zone {
  readonly name: string;
  readonly settings: ReadonlyMap<string, string>;
}

/** The zones that interfaces of a host are in, as `firewall-cmd --list-all-zones` prints them. */
function zonesIn(output: string): Zone[] {
  return output.split(/\n(?=\S)/).flatMap((text) => {
    const [head = '', ...lines] = text.split('\n');
    const [, name] = /^(\S+) \(.*\bactive\b.*\)$/.exec(head) ?? [];
    if (name === undefined || INNER_ZONES.has(name)) return [];
    const settings = new Map<string, string>();
    let key = '';
    for (const line of lines) {
      const [, found, value] = /^ {2}([a-z-]+(?: [a-z]+)?):(.*)$/.exec(line) ?? [];
      if (found !== undefined) key = found;
      settings.set(key, `${settings.get(key) ?? ''} ${value ?? line}`.trim());
    }
    return settings.get('interfaces') ? [{ name, settings }] : [];
  });
}

function closedByFirewalld(output: string, port: number): string[] {
  const opening = [...output.matchAll(/^opens (\d+) (\S+)$/gm)].flatMap(([, number, service = '']) =>
    Number(number) === port ? [service] : [],
  );
  const zones = zonesIn(output);
  if (zones.some((zone) => isOpenIn(zone, port, opening))) return [];
  return zones.slice(0, 1).map(({ name }) => {
    const service = SERVICES.get(port);
    const what = service === undefined ? `--add-port=${port}/tcp` : `--add-service=${service}`;
    const command = `sudo firewall-cmd --zone=${name} ${what}`;
    return `firewalld blocks port ${port} from outside: \`${command} && ${command} --permanent\` opens it`;
  });
}

function isOpenIn({ settings }: Zone, port: number, opening: readonly string[]): boolean {
  const words = (key: string) => (settings.get(key) ?? '').split(/\s+/);
  const rules = `${settings.get('rich rules') ?? ''} ${settings.get('forward-ports') ?? ''}`;
  return (
    settings.get('target') === 'ACCEPT' ||
    words('services').some((service) => opening.includes(service)) ||
    words('ports').some((written) => covers(written, /^(\d+)(?:-(\d+))?\/tcp$/, port)) ||
    // A rule for some addresses only is deliberate.
    new RegExp(`port="?${port}\\b`).test(rules) ||
    opening.some((service) => rules.includes(`service name="${service}"`))
  );
}

function closedByUfw(output: string, port: number): string[] {
  if (!/^Default: (deny|reject) \(incoming\)/m.test(output)) return [];
  const isOpen = [...output.matchAll(/^(.+?) +(?:ALLOW|LIMIT)\b/gm)].some(([, to = '']) =>
    isOpenAt(to, port),
  );
  return isOpen ? [] : [`ufw blocks port ${port} from outside: \`sudo ufw allow ${port}/tcp\` opens it`];
}

/** @param to as `ufw status` writes it: `80/tcp`, `80,443/tcp (Nginx Full)`, `8000:8100/tcp`, `10.0.0.5 80/tcp`, `Anywhere` */
function isOpenAt(to: string, port: number): boolean {
  if (to.startsWith('Anywhere')) return true;
  return [...to.matchAll(/([\d:,]+)(\/tcp)?(?= |$)/g)].some(([, list = '']) =>
    list.split(',').some((written) => covers(written, /^(\d+)(?::(\d+))?$/, port)),
  );
}

function covers(written: string, range: RegExp, port: number): boolean {
  const [, first, last = first] = range.exec(written) ?? [];
  return Number(first) <= port && port <= Number(last);
}
