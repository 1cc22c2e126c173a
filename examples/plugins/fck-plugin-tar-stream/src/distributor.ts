import { pipeline } from 'node:stream/promises';
import {
  BUILD_FILE,
  type Channel,
  type Distributor,
  FILE_LIST,
  parseBuild,
  type Remote,
  sh,
} from '@fck/core';
import { copyErrors } from './errors.js';

/** Packs a build on one host and unpacks it on the other, beside its final path; it is renamed once it is verified. */
export const tarStream: Distributor = {
  about: 'Copies builds as a stream through the machine that runs fck.',

  async copy({ remote, paths, step, remoteOf }, build, from) {
    const place = paths.build(build.name);
    const there = await remote.read(`${place}/${BUILD_FILE}`);
    if (there !== undefined && parseBuild(there)?.checksum === build.checksum) return;
    // A dry run does not copy.
    if (remote.dryRun) return;
    const incoming = `${paths.builds}/.incoming-${build.name}`;
    await step(`copy ${build.name} from ${from.name}`, async () => {
      await remote.run(
        sh`chmod -R u+w ${incoming} 2>/dev/null; rm -rf -- ${incoming}; mkdir -p -- ${incoming}`,
      );
      await stream(remoteOf(from), place, remote, incoming);
      await remote.run(
        sh`
cd ${incoming} || exit
echo ${`${build.checksum}  ${FILE_LIST}`} | sha256sum --check --quiet - && sha256sum --check --quiet ${FILE_LIST} || exit
chmod u+w . && mv -T ${incoming} ${place} && chmod a-w ${place}`,
        { title: 'verify the copy' },
      );
    });
  },
};

async function stream(source: Remote, folder: string, target: Remote, incoming: string): Promise<void> {
  const [packing, unpacking] = await Promise.all([
    source.stream(sh`tar -C ${folder} -czf - .`),
    target.stream(sh`tar -C ${incoming} -xzpf -`),
  ]);
  packing.stdin.end();
  // A program has ended once all its output was read.
  unpacking.stdout.resume();
  const ends = [ended(packing, source.host.name), ended(unpacking, target.host.name)];
  // If one program ends, the pipe breaks: neither continues alone.
  await pipeline(packing.stdout, unpacking.stdin).catch(() => {
    packing.abort();
    unpacking.abort();
  });
  await Promise.all(ends);
}

async function ended(channel: Channel, host: string): Promise<void> {
  const errors: Buffer[] = [];
  channel.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const { code } = await channel.exit;
  if (code !== 0) throw copyErrors.failed(host, Buffer.concat(errors).toString().trim());
}
