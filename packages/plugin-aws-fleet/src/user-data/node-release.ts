import { whyNotFetched } from '../why-not-fetched.js';

/** Time limit in milliseconds for fetching the list of checksums. */
const WITHIN = 15_000;
/** Node's names for the processors of instances. */
const PROCESSORS = ['x64', 'arm64'] as const;

/** An archive of Node, pinned by its checksum. */
export interface NodeRelease {
  /** Name of the folder in it: `node-v22.20.0-linux-x64`. */
  readonly name: string;
  readonly url: string;
  readonly sha256: string;
}

/** URL of Node's archives. */
export const NODE_MIRROR = 'https://nodejs.org/dist';

/**
 * Fetches the URLs and checksums of the archives of a version of Node, by the name of the processor.
 *
 * @param version such as `v22.20.0`
 * @returns a text with the reason if that fails; an instance then needs an installed Node
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
