const AT_ONCE =
  'It is written with one task for all packages, as its experts write it; with a task for each tool, as fck is given them, it holds or not as said in the row below.';
const START =
  'At 0 ms, half of it is the start of Node and the loading of the command; of the rest, logging in and the checks themselves.';
const WAY =
  'Logging in takes ssh2 one round trip more than needed, since it asks whether a key would do before it signs with it, and opening a shell two. Next: to connect while the configuration is read.';

/** Why a target does not hold, and what to try next; by its id. They stand in the report while it does not hold. */
export const remarks = {
  'provision-ansible-default-0': AT_ONCE,
  'provision-ansible-default-50': AT_ONCE,
  'provision-ansible-default-a-task-for-each-tool-0': START,
  'provision-ansible-default-a-task-for-each-tool-50': WAY,
  'provision-pyinfra-0': `${AT_ONCE} ${START}`,
  'provision-pyinfra-50': AT_ONCE,
  'provision-pyinfra-an-operation-for-each-tool-0': START,
  'provision-pyinfra-an-operation-for-each-tool-50': WAY,
  'provision-fabric-0': START,
  'provision-fabric-50': WAY,
  'provision-floor-0': START,
  'provision-floor-50': WAY,
  'startup-tasks':
    'Loading core and all official plugins. Next: schemas that are made when they are first needed, and a code cache for Node 20, which has none of its own.',
};
