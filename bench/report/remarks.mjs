const AT_ONCE =
  'It is written with one task for all packages, as its experts write it. With a task for each tool, as fck is given them, see the row below.';
const START =
  'Node’s start and the loading of the command are nearly half of what fck takes at 0 ms; the rest is logging in and the checks themselves, which the floor takes too. Next: to connect while the rest of the configuration is still being read.';
const WAY =
  'fck takes as many round trips as one script over a cold ssh, or one less; what it takes longer is its start, before it connects, and that takes longest after others have had the machine for a minute: where only it and ssh took turns, it took 1.05 × as long as ssh. Next: to remember what kind of machine a host is, and have that confirmed along with the checks, one round trip less.';

const FIFTY =
  'Fifty hosts and fck share two cores, which fifty sshd keep busy: one script over plain ssh, to all hosts at once, takes 1.4 to 1.5 × as long as fck, so that little is left to be won. Next: fewer channels for each host.';

const LINKS =
  'Of what fck takes, 0.3 s are its start and logging in; most of the rest is to read the lists of two builds, to look at 12,000 files and to wait for a disk that is synced. With zstd on all cores the whole is sooner there than was supposed: gzip takes half as long again. Next: to look only at the folders that a change has touched.';

/** Why a target does not hold, and what to try next; by its id. They stand in the report while it does not hold. */
export const remarks = {
  'provision-ansible-default-0': `${AT_ONCE} ${START}`,
  'provision-ansible-default-50': `${AT_ONCE} ${WAY}`,
  'provision-pyinfra-0': `${AT_ONCE} ${START}`,
  'provision-pyinfra-50': `${AT_ONCE} ${WAY}`,
  'provision-fabric-50': WAY,
  'provision-floor-0': START,
  'provision-floor-50': WAY,
  'provision-fifty-0': FIFTY,
  'provision-fifty-50': FIFTY,
  'ship-tarball-lan': LINKS,
  'ship-tarball-100mbit':
    'The tarball itself travels four seconds there: a twentieth of that is less than logging in takes. What fck takes is the same as on a lan, since the network is no part of it any more. Next: as on a lan.',
  'ship-rsync':
    'rsync neither proves what it linked nor removes old builds, nor waits for the disk; with `-c`, which reads what it links, it takes 1.2 ×.',
  'ship-twenty':
    'All hosts share two cores here: twenty times the links and proofs take twenty times the processor. On machines of their own they do not wait for each other.',
  'deploy-ansible':
    'All four hosts share two cores, which are busy for nine tenths of the time: a deploy costs 7 to 8 seconds of CPU, a sixth of it gunicorn’s start, a fifth Python programs, an eighth the copying of environments, and most of the rest several hundred short programs. Next: one Python process for all steps of a build, and one shell for those of a copy.',
  'startup-tasks':
    'It loads core and all official plugins, 900 KB of JavaScript, in 20 ms; reading the YAML takes 9 ms, and what the plugins register 12 ms. Next: to load a plugin of which a configuration uses nothing only when somebody asks what it brings.',
};
