import { whyNotFetched } from '../why-not-fetched.js';

/** Milliseconds until the list of checksums is given up. */
const WITHIN = 15_000;
/** The names that Node has for processors, of those that instances have. */
const PROCESSORS = ['x64', 'arm64'] as const;

/** An archive of Node, pinned by its checksum. */
export interface NodeRelease {
  /** Of the folder in it: `node-v22.20.0-linux-x64`. */
  readonly name: string;
  readonly url: string;
  readonly sha256: string;
}

/** Where Node's archives are. */
export const NODE_MIRROR = 'https://nodejs.org/dist';

/**
 * Asks where the archives of a version of Node are, and for their checksums, by the name of the processor.
 *
 * @param version such as `v22.20.0`
 * @returns why it could not be found out, as a text; an instance then needs a Node of its own
 */
export async function nodeReleases(
  version: string,
  mirror: string = NODE_MIRROR,
): Promise<Readonly<Record<string, NodeRelease>> | string> {
  const folder = `${mirror.replace(/\/$/, '')}/${version}`;
  try {
    const answer = await fetch(`${folder}/SHASUMS256.txt`, { signal: AbortSignal.timeout(WITHIN) });
    if (!answer.ok) return `${folder} answers with ${answer.status}`;
    const lines = (await answer.text()).split('\n').map((line) => line.split('  '));
    const found = PROCESSORS.flatMap((processor) => {
      const name = `node-${version}-linux-${processor}`;
      const [sha256] = lines.find(([, file]) => file === `${name}.tar.gz`) ?? [];
      return sha256 === undefined ? [] : [[processor, { name, url: `${folder}/${name}.tar.gz`, sha256 }]];
    });
    return Object.fromEntries(found);
  } catch (thrown) {
    return whyNotFetched(thrown);
  }
}
