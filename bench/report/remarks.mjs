const PROVISION =
  'Start-up is most of it at 0 ms: a plugin of the project that is JavaScript makes the command run from its packages instead of the bundle. At 50 ms, trips of facts, the second shell (root) and the goodbye are not yet joined with others. Next: facts with the greeting of the shell, a bundle that hands its core to JavaScript plugins too.';
const EXPERT =
  'The playbook is written as its experts write it, with one task for all packages; with a task for each tool it takes four times as long.';

/** Why a target does not hold, and what to try next; by its id. They stand in the report while it does not hold. */
export const remarks = {
  'provision-ansible-0': `${EXPERT} ${PROVISION}`,
  'provision-ansible-50': EXPERT,
  'provision-pyinfra-0': PROVISION,
  'provision-pyinfra-50': PROVISION,
  'provision-fabric-0': PROVISION,
  'provision-fabric-50': PROVISION,
  'provision-floor-0': PROVISION,
  'provision-floor-50': PROVISION,
  'startup-tasks':
    'Parsing the bundle and loading all official plugins. Next: a code cache for Node 20, which has none of its own.',
};
