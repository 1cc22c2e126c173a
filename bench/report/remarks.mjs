const AT_ONCE =
  'It uses one task for all packages, as its experts do. The row below has a task for each tool, as in fck’s configuration.';
const START =
  'At 0 ms, starting Node and loading the command take nearly half of fck’s time. The rest is logging in and the checks themselves, which the lower bound needs too. Next: connect while the rest of the configuration is still being read.';
const WAY =
  'fck needs as many round trips as one script over a cold ssh, or one less. Its start takes additional time before it connects, and most of all after other contestants have used the machine for a minute: when only fck and ssh took turns, fck took 1.05 × as long as ssh. Next: remember the system of a host, and confirm it together with the checks, which saves one round trip.';

const FIFTY =
  'Fifty hosts and fck share two cores, which fifty sshd keep busy. One script over plain ssh, to all hosts at once, takes 1.4 to 1.5 × as long as fck, so there is little left to gain. Next: fewer channels for each host.';

const LINKS =
  'fck’s start and logging in take 0.3 s. Most of the rest is reading the checksum lists of two builds, looking at 12,000 files and waiting for the disk to sync. With zstd on all cores the complete tarball is faster than expected: gzip takes half as long again. Next: look only at the folders that a change has touched.';

const DEPLOY =
  'All four hosts share two cores, which are busy for nine tenths of the time. A web host starts fewer than 62 programs, through 2 channels. Most of the CPU is the work itself: building, the three starts of the application, nginx, and Python for each helper. Next: fewer calls of the helper in a switch, and a service that starts while the build is sealed.';

/** Why a target is missed, and what to try next; by its id. The report contains them while the target is missed. */
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
    'The transfer of the tarball takes four seconds: a twentieth of that is less than logging in takes. fck takes as long as on a lan, since the network no longer matters. Next: as on a lan.',
  'ship-rsync':
    'rsync neither verifies linked files nor removes old builds, nor waits for the disk. With `-c`, which reads linked files, it takes 1.2 ×.',
  'ship-twenty':
    'All hosts share two cores here: twenty times the links and checksums take twenty times the CPU time. On separate machines they do not wait for each other.',
  'deploy-ansible': DEPLOY,
  'deploy-ansible-tuned': DEPLOY,
  'deploy-seconds': DEPLOY,
  'startup-tasks':
    'It loads core and all official plugins, 900 KB of JavaScript, in 20 ms. Reading the YAML takes 9 ms, and the registrations of the plugins 12 ms. Next: load a plugin that a configuration does not use only when the user asks what the plugin registers.',
};
