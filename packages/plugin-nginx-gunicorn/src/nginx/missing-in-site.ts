import { type Directive, parseDirectives } from './directives.js';
import { formatListen, type Listen, parseAnyListen, sameListen } from './listen.js';
import { type NginxSite, siteFile } from './site-file.js';

/** What is missing in the text of a site that the switch or the verification request needs. */
export function missingInSite(text: string, site: NginxSite): string[] {
  const found = parseDirectives(text);
  const needed = parseDirectives(siteFile(site));
  const server = serverOf(found, site);
  if (!server) return [`a server block with ${listenLines(site.section.listen)}`];
  return [
    ...missingNames(server, site),
    ...missingVerification(server, needed, site),
    ...missingWay(found, needed),
  ];
}

/** The block of the site itself: others of the file listen there, too, for other names. */
function serverOf(
  file: readonly Directive[],
  { section, verificationPath }: NginxSite,
): Directive | undefined {
  const listening = file.filter(({ words: [name], block = [] }) => {
    if (name !== 'server') return false;
    const listens = block.flatMap(({ words: [directive, at = ''] }) =>
      directive === 'listen' ? (parseAnyListen(at) ?? []) : [],
    );
    return section.listen.every((needed) => listens.some((listen) => sameListen(listen, needed)));
  });
  const isMain = ({ block }: Directive) => written(block, `location = ${verificationPath}`) !== undefined;
  const answersAlike = ({ block = [] }: Directive) => block.some(({ words }) => words[0] === 'return');
  return listening.find(isMain) ?? listening.find((server) => !answersAlike(server));
}

function listenLines(listens: readonly Listen[]): string {
  return listens.map((listen) => `\`listen ${formatListen(listen)}\``).join(' and ');
}

function missingNames({ block = [] }: Directive, { section }: NginxSite): string[] {
  const names = block
    .filter(({ words }) => words[0] === 'server_name')
    .flatMap(({ words }) => words.slice(1));
  return section.server_names
    .filter((name) => !names.includes(name))
    .map((name) => `the server name ${name}`);
}

/** The access rules are compared too: a further `allow` would show the build to everyone. */
function missingVerification(server: Directive, needed: readonly Directive[], site: NginxSite): string[] {
  const ours = serverOf(needed, site)?.block ?? [];
  return [`location = ${site.verificationPath}`, 'location @fck_verification']
    .filter((location) => written(server.block, location) !== written(ours, location))
    .map((location) => `\`${location}\` as it was`);
}

/** The upstream of the instance, and something that passes requests to it. */
function missingWay(found: readonly Directive[], needed: readonly Directive[]): string[] {
  const upstream = needed.find(({ words }) => words[0] === 'upstream')?.words.join(' ');
  if (upstream === undefined) return [];
  const way = `proxy_pass http://${upstream.slice('upstream '.length)}`;
  return [
    ...(written(found, upstream) === written(needed, upstream) ? [] : [`\`${upstream}\` as it was`]),
    ...(all(found).some(({ words }) => words.join(' ').startsWith(way)) ? [] : [`\`${way}\``]),
  ];
}

/** A block as text that can be compared; undefined if there is none of that name. */
function written(among: readonly Directive[] | undefined, name: string): string | undefined {
  const block = among?.find(({ words }) => words.join(' ') === name)?.block;
  return block && JSON.stringify(block, (key, value: unknown) => (key === 'line' ? undefined : value));
}

function all(directives: readonly Directive[]): Directive[] {
  return directives.flatMap((directive) => [directive, ...all(directive.block ?? [])]);
}
