import { basename } from 'node:path/posix';
import type { ForeignSite } from '@fck/core';
import { formatListen, isAllOfIpv4, type Listen, sameListen } from './listen.js';
import type { LoadedConfig, ServerBlock } from './loaded-config.js';
import { comparableNames } from './server-names.js';

/**
 * The files of nginx's configuration that fck did not write and that serve something, or pass requests on.
 *
 * @param names those that the role's site answers to
 * @param ours where it listens
 */
export function foreignSitesIn(
  { servers, backends }: Pick<LoadedConfig, 'servers' | 'backends'>,
  names: readonly string[],
  ours: readonly Listen[],
): ForeignSite[] {
  return [...backends].flatMap(([file, passesTo]): ForeignSite[] => {
    const blocks = servers.filter((server) => server.file === file);
    if (basename(file).startsWith('fck-') || blocks.length + passesTo.length === 0) return [];
    const theirs = [...new Set(blocks.flatMap(namesOf))];
    const listens = blocks.flatMap((block) => block.listens.map(({ at }) => at));
    return [
      {
        file,
        names: theirs,
        listens: [...new Set(listens.map(formatListen))],
        backends: passesTo,
        covered: blocks.length > 0 && listens.every((at) => answersAt(ours, at)) && answersTo(names, blocks),
      },
    ];
  });
}

/** Without names, a site answers what no other site does, and so what these files answered. */
function answersTo(names: readonly string[], blocks: readonly ServerBlock[]): ForeignSite['covered'] {
  const haveNames = blocks.map((block) => namesOf(block).length > 0);
  if (names.length === 0) return haveNames.includes(true) ? 'as default' : 'by name';
  const isOurs = (name: string) => comparableNames(names).some((ours) => ours === name || fits(ours, name));
  return !haveNames.includes(false) && comparableNames(blocks.flatMap(namesOf)).every(isOurs)
    ? 'by name'
    : false;
}

/** `""` is for requests that name no host, and `_` for none. */
function namesOf({ names }: ServerBlock): string[] {
  return names.filter((name) => name !== '' && name !== '_');
}

/** Whether a name of ours with a leading wildcard matches a name. */
function fits(ours: string, name: string): boolean {
  return ours.startsWith('*.') && !/^[*~]/.test(name) && name.endsWith(ours.slice(1));
}

function answersAt(ours: readonly Listen[], at: Listen): boolean {
  return ours.some(
    (listen) =>
      sameListen(listen, at) ||
      (listen.port === at.port &&
        (at.address?.startsWith('[') ? listen.address === '[::]' : isAllOfIpv4(listen.address))),
  );
}
