// The commands of an expert on the builder: copy the newest build to the same path on every target, all in parallel.
import { onHost, sshArguments } from '../../hosts/host.mjs';
import { timed } from '../../measuring/timed.mjs';
import { buildsFolder } from './fck.mjs';
import { discard } from './tree.mjs';

const compressors = { 'tar.zst, whole': 'zstd -q -3 -T0', 'tar.gz, whole': 'gzip' };
const expanders = { 'tar.zst, whole': 'zstd -q -d', 'tar.gz, whole': 'gzip -d' };
const rsyncs = { 'rsync --link-dest': '-a', 'rsync --link-dest -c': '-a -c' };

/** The names of all of them. */
export const byHandNames = [...Object.keys(compressors), ...Object.keys(rsyncs)];

/** Gives the builder the key for the targets. */
export async function grantByHand(builder, identity, targets) {
  const known = targets.map(({ address, hostKeys }) => `${address} ${hostKeys[0]}`).join('\n');
  await onHost(
    builder,
    `umask 077\nmkdir -p ~/.ssh\ncat > ~/.ssh/by_hand <<'END'\n${identity}END\ncat > ~/.ssh/known_by_hand <<'END'\n${known}\nEND\n`,
  );
}

/**
 * One way of shipping by hand.
 *
 * @param {string} name one of `byHandNames`
 * @param {import('../../hosts/host.mjs').BenchHost} builder
 * @param {import('../../hosts/host.mjs').BenchHost[]} targets
 */
export function byHand(name, builder, targets) {
  const place = `/srv/${name.replaceAll(/[^a-z]+/g, '-')}`;
  const script = compressors[name] ? tarball(name, place, targets) : rsync(name, place, targets);
  return {
    /** Removes this way's copies from the targets. */
    forget: () => eachTarget(targets, `${discard(place)}\nsudo install -d -o deploy ${place}\nsync`),
    /** Makes the last copy the previous one. Builds are read-only, and so are their copies. */
    prepare: () =>
      eachTarget(
        targets,
        `[ ! -e ${place}/new ] || { ${discard(`${place}/old`)}; mv ${place}/new ${place}/old; }\nsync`,
      ),
    run: () => timed('ssh', [...sshArguments(builder), 'sh -eus'], { input: script }),
  };
}

const login = 'ssh -o UserKnownHostsFile=~/.ssh/known_by_hand -i ~/.ssh/by_hand';
const newest = `cd "$(ls -d ${buildsFolder}/*/ | tail -n 1)"\n`;

function tarball(name, place, targets) {
  const unpack = `mkdir ${place}/new && ${expanders[name]} | tar -C ${place}/new -xf -`;
  if (targets.length === 1)
    return `${newest}tar -cf - . | ${compressors[name]} | ${login} ${targets[0].address} '${unpack}'\n`;
  // Compressed once, sent to all.
  return `${newest}tar -cf - . | ${compressors[name]} > /srv/tree.packed\n${inParallel(
    targets.map(({ address }) => `${login} ${address} '${unpack}' < /srv/tree.packed`),
  )}`;
}

function rsync(name, place, targets) {
  return `${newest}${inParallel(
    targets.map(
      ({ address }) =>
        `rsync ${rsyncs[name]} -z --zc=zstd --link-dest=../old -e '${login}' ./ ${address}:${place}/new/`,
    ),
  )}`;
}

function inParallel(commands) {
  return `${commands.map((command) => `${command} & pids="\${pids-} $!"`).join('\n')}\nfor pid in $pids; do wait "$pid"; done\n`;
}

async function eachTarget(targets, script) {
  await Promise.all(targets.map((target) => onHost(target, `${script}\n`)));
}
