import { readFileSync } from 'node:fs';
import { bytesReceivedBy, limitBandwidth } from '../../hosts/bandwidth.mjs';
import { onHost, writeKnownHosts } from '../../hosts/host.mjs';
import { lightHosts, lightInterface, removeLightHosts } from '../../hosts/light-hosts.mjs';
import { interleaved } from '../../measuring/interleaved.mjs';
import { byHand, byHandNames, grantByHand } from './by-hand.mjs';
import { buildsFolder, ShipProject } from './fck.mjs';
import { changeTree, discard, makeTree } from './tree.mjs';

const networks = { lan: undefined, '100mbit': 100 };

/** Copies a build of 200 MB in 12,000 files from a builder to other hosts: the first time, and after 1 % of it changed. */
export const ship = {
  name: 'ship',
  defaults: { hosts: [1, 5, 20], networks: ['lan', '100mbit'] },
  quick: { hosts: [1], networks: ['lan'] },
  async measure({ options, say, record }) {
    const all = await lightHosts(Math.max(...options.hosts) + 1, say);
    const [builder, ...others] = all;
    const files = options.quick ? 1200 : 12_000;
    try {
      writeKnownHosts(all);
      await makeTree(builder, files);
      await onHost(builder, 'sudo install -o deploy /dev/null /srv/tree.packed');
      await grantByHand(builder, readFileSync(builder.identityFile, 'utf8'), others);
      for (const count of options.hosts) {
        for (const network of options.networks.filter((name) => name === 'lan' || count === 1)) {
          say(`  ship: ${count} hosts, ${network}`);
          const stage = { builder, targets: others.slice(0, count), files, network };
          await withBandwidth(stage, () => measureCase({ ...stage, options, say, record }));
        }
      }
    } finally {
      removeLightHosts();
    }
  },
};

async function withBandwidth({ builder, targets, network }, work) {
  const interfaces = [builder, ...targets].map(lightInterface);
  const megabits = networks[network];
  if (megabits !== undefined) limitBandwidth(interfaces, megabits);
  try {
    await work();
  } finally {
    if (megabits !== undefined) limitBandwidth(interfaces, undefined);
  }
}

async function measureCase({ builder, targets, files, network, options, say, record }) {
  const project = new ShipProject(builder, targets);
  await project.provision();
  const ways = [
    { name: 'fck', ...ours(project, targets) },
    ...byHandNames.map((name) => ({ name, ...byHand(name, builder, targets) })),
  ];
  const received = () => bytesReceivedBy(targets.map(lightInterface));
  const contestants = options.choose(
    ways.map((way) => ({
      name: way.name,
      make: () => ({ ...way, run: () => withBytes(way.run, received) }),
    })),
  );
  const about = { hosts: targets.length, roundTrip: 0, network, kind: 'light', files };
  await project.build();
  const first = contestants.map((way) => ({ ...way, prepare: way.forget }));
  record({ workload: 'ship-first', ...about }, await interleaved(first, { ...options, say }));
  const beforeRound = async (round) => {
    await changeTree(builder, files, round + targets.length * 100);
    await project.build();
  };
  record({ workload: 'ship', ...about }, await interleaved(contestants, { ...options, say, beforeRound }));
}

function ours(project, targets) {
  const onEach = (script) => Promise.all(targets.map((target) => onHost(target, `${script}\n`)));
  return {
    forget: () => onEach(`${discard(buildsFolder)}\nsync`),
    // No contestant may have to wait for another one's unwritten data.
    prepare: () => onEach('sync'),
    run: () => project.copy(),
  };
}

async function withBytes(run, received) {
  const before = received();
  const sample = await run();
  return { ...sample, bytes: received() - before };
}
