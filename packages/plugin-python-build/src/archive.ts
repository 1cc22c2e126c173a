import { type BuildSealedContext, sh, syncDisk } from '@fck/core';

/**
 * Packs a build into `<builds>/<name>.tar.gz`, on the host that made it. The archive appears complete or not at all; an existing
 * archive is kept.
 */
export async function makeArchive(context: BuildSealedContext): Promise<void> {
  const { build, host, paths, remote, role } = context;
  const isMaker = build.builtBy.role === role.name && build.builtBy.host === host.name;
  const archive = paths.build(`${build.name}.tar.gz`);
  if (!isMaker || (await remote.exists(archive))) return;

  const part = `${archive}.part`;
  await context.step('archive', () =>
    remote.run(
      sh`tar -C ${paths.builds} -czf ${part} -- ${build.name} && ${syncDisk(part)} && mv -f -- ${part} ${archive} || { rm -f -- ${part}; exit 1; }`,
      { title: `pack ${archive}` },
    ),
  );
}
