import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';

/** Keywords that make no difference to how fck reaches a host. Any other may, or is a mistake that ssh reports. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...[
    'host',
    'sendenv',
    'setenv',
    'hashknownhosts',
    'loglevel',
    'visualhostkey',
    'updatehostkeys',
    'checkhostip',
  ],
  ...[
    'gssapiauthentication',
    'gssapidelegatecredentials',
    'passwordauthentication',
    'preferredauthentications',
  ],
  ...[
    'forwardagent',
    'forwardx11',
    'forwardx11trusted',
    'forwardx11timeout',
    'addkeystoagent',
    'usekeychain',
  ],
  ...['serveraliveinterval', 'serveralivecountmax', 'tcpkeepalive', 'connecttimeout', 'connectionattempts'],
  ...[
    'controlmaster',
    'controlpath',
    'controlpersist',
    'compression',
    'requesttty',
    'escapechar',
    'batchmode',
  ],
  ...[
    'localforward',
    'remoteforward',
    'dynamicforward',
    'exitonforwardfailure',
    'permitlocalcommand',
    'localcommand',
  ],
]);

/** Maximum include depth; guards against include loops. */
const DEEPEST = 8;

/**
 * Whether a file of OpenSSH's configuration may affect how any host is reached. Most files that come with a system do not, and then
 * no `ssh -G` has to be started for each host. Unclear cases count as yes.
 *
 * @param file a missing file counts as no
 * @param folder where relative paths begin, also those in files that are included
 */
export async function mayMatter(file: string, folder: string): Promise<boolean> {
  return (await search(file, folder, (keyword) => !HARMLESS.has(keyword))) !== undefined;
}

/** Whether a file of OpenSSH's configuration may tell it to ask about keys that it does not know, for some host. */
export async function mayAskForKeys(file: string, folder: string): Promise<boolean> {
  const asks = (keyword: string, values: string) =>
    keyword === 'stricthostkeychecking' && /^"?ask/i.test(values);
  return (await search(file, folder, asks)) !== undefined;
}

/** The first line that sets a keyword to a value with this part, if it is in a file that can be found. */
export async function findSetting(
  file: string,
  folder: string,
  keyword: string,
  part: string,
): Promise<FoundLine | undefined> {
  const sets = (other: string, values: string) => other === keyword.toLowerCase() && values.includes(part);
  const found = await search(file, folder, sets);
  return found === 'perhaps' ? undefined : found;
}

/** The place of a line; lines count from 1. */
export interface FoundLine {
  readonly file: string;
  readonly line: number;
}

type IsSuch = (keyword: string, values: string) => boolean;
/** `perhaps`: in a file that cannot be read, or that is not found as simply as here. */
type Found = FoundLine | 'perhaps' | undefined;

/** The first such line in a file, or in one that it includes. */
async function search(file: string, folder: string, isSuch: IsSuch, depth = 0): Promise<Found> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    // ssh has the best error message for a file that it cannot read.
    return isMissing(error) ? undefined : 'perhaps';
  }
  let perhaps: Found;
  for (const [index, line] of text.split('\n').entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const [, written = '', values = ''] = /^\s*([a-z0-9]+)(?:\s*=\s*|\s+)(.*)$/i.exec(line) ?? [];
    const keyword = written.toLowerCase();
    const found =
      keyword === 'include'
        ? await searchIncluded(values, folder, isSuch, depth)
        : isSuch(keyword, values)
          ? { file, line: index + 1 }
          : undefined;
    if (found === 'perhaps') perhaps = found;
    else if (found) return found;
  }
  return perhaps;
}

async function searchIncluded(values: string, folder: string, isSuch: IsSuch, depth: number): Promise<Found> {
  if (depth >= DEEPEST || /["'\\~$%]/.test(values)) return 'perhaps';
  for (const pattern of values.trim().split(/\s+/)) {
    const files = await matching(isAbsolute(pattern) ? pattern : join(folder, pattern));
    if (!files) return 'perhaps';
    const found = await Promise.all(files.map((file) => search(file, folder, isSuch, depth + 1)));
    const first = found.find((one) => one !== undefined);
    if (first) return first;
  }
  return undefined;
}

/** The files that match a pattern, if it is as simple as `folder/*.conf`. */
async function matching(path: string): Promise<string[] | undefined> {
  const [before, after, ...more] = basename(path).split('*');
  if (after === undefined && !/[?[]/.test(path) && !dirname(path).includes('*')) return [path];
  if (more.length > 0 || /[?[]/.test(path) || dirname(path).includes('*')) return undefined;
  const folder = dirname(path);
  try {
    const names = await readdir(folder);
    const fits = (name: string) => name.startsWith(before ?? '') && name.endsWith(after ?? '');
    return names.filter(fits).map((name) => join(folder, name));
  } catch (error) {
    return isMissing(error) ? [] : undefined;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
