import { posix } from 'node:path';
import type { Build } from '../api/build.js';
import type { Remote } from '../api/remote.js';
import { type Command, sh } from '../command/command.js';
import { atomicWrite, wholeInput } from '../remote/atomic-write.js';
import { syncDisk } from '../remote/sync-disk.js';
import { BUILD_FILE, FILE_LIST, OWN_MARK, SBOM_FILE } from './build-files.js';
import { copyTree } from './copy-tree.js';
import { removeOwn } from './own-folder.js';
import { sealing } from './python-modules.js';

/** Lists all files of the build in the current folder with their SHA-256, as {@link FILE_LIST} holds them. */
export const listFiles = sh`
find . -type f ! -path ./${FILE_LIST} ! -path ./${BUILD_FILE} ! -path ./${OWN_MARK} -print0 | LC_ALL=C sort -z | xargs -0 -r sha256sum`;

/**
 * Seals a build: lists its files with their checksums, describes it in `build.json`, and makes it read-only. All files
 * are synced to disk before `build.json` is written. A build that was sealed before and has other files now is marked
 * as altered.
 *
 * @param sbom the text of its {@link SBOM_FILE}; without it, the file stays as it is
 * @returns the build with the checksum over all its files
 */
export async function sealBuild(
  remote: Remote,
  path: string,
  build: Omit<Build, 'checksum'> & { readonly checksum?: string },
  sbom = '',
): Promise<Build> {
  const text = Buffer.from(sbom);
  await remote.run(
    sealing.program(
      'list_files',
      { path, size: text.length },
      sh`
cd ${path} && : >${OWN_MARK} && rm -f ${FILE_LIST} ${BUILD_FILE} || exit
${writeSbom(text.length)} || exit
# Begun now, writing takes no time of its own: the files are being hashed meanwhile.
${syncDisk('.')} &
${listFiles} >../.list-${build.name} && mv ../.list-${build.name} ${FILE_LIST} || exit
chmod -R a-w,a+rX . && chmod u+w . && wait && ${syncDisk('.')}`,
    ),
    { input: text, title: 'list and seal its files' },
  );
  const checksum = await remote.query(
    sealing.program('print_checksum', { path }, sh`sha256sum <${`${path}/${FILE_LIST}`} | cut -d' ' -f1`),
  );
  const altered = build.checksum !== undefined && build.checksum !== checksum;
  const sealed = { ...build, ...(altered ? { altered } : {}), checksum };
  const description = { path: `${path}/${BUILD_FILE}`, mode: 0o444, owner: undefined };
  const input = Buffer.from(`${JSON.stringify(sealed, null, 2)}\n`);
  await remote.run(
    sealing.program(
      'describe',
      { path, size: input.length },
      sh`(${atomicWrite(description, wholeInput(input.length))}) && rm -f -- ${`${path}/${OWN_MARK}`} && chmod a-w ${path}`,
    ),
    { input, title: 'describe it, and make it read-only' },
  );
  return sealed;
}

function writeSbom(size: number): Command {
  if (size === 0) return sh`:`;
  return sh`rm -f ${SBOM_FILE} && cat >${SBOM_FILE} && [ "$(wc -c <${SBOM_FILE})" -eq ${size} ]`;
}

/**
 * Makes a sealed build writable, until it is sealed again. If its files are hard links shared with another build, which
 * must not change or become writable, the build first becomes a copy of its own (cheap if the file system shares
 * blocks).
 */
export async function unsealBuild(remote: Remote, path: string): Promise<void> {
  const description = `${path}/${BUILD_FILE}`;
  const aside = posix.join(posix.dirname(path), `.unsealing-${posix.basename(path)}`);
  const copy = copyTree(aside, path);
  await remote.run(
    sealing.program(
      'unseal',
      { path, aside, copy: copy.text },
      sh`
chmod u+w -- ${path} && : >${`${path}/${OWN_MARK}`} && rm -f -- ${description} || exit
if [ -n "$(find ${path} -type f -links +1 | head -n 1)" ]; then
  ${removeOwn(aside)} && mv -T -- ${path} ${aside} && ${copy} || exit
  ${removeOwn(aside)}
fi
chmod -R u+w -- ${path}`,
    ),
    { title: 'make it writable' },
  );
}
