// Which folder may import which: a layer imports from itself and from those below it. docs/architecture.md shows the table of core.

/**
 * @typedef {{names: readonly string[], about: string}} Layer
 * `names`: folders of `src`, or files beside them; `*` means all other files.
 */

/** The layers of packages, from the top down. In packages without layers, only circles are errors. */
export const layers = {
  core: [
    {
      names: ['index.ts', 'host.ts', 'create.ts'],
      about: 'entrances: for plugins; for programs; from a folder to a container',
    },
    { names: ['fck.ts', 'core-plugin.ts'], about: 'the container; what core itself registers and taps' },
    { names: ['run'], about: 'tasks, phases, sessions, status, resuming' },
    { names: ['journal'], about: 'what runs leave behind on this machine' },
    {
      names: ['adoption', 'activation'],
      about:
        'services, reverse proxies, process managers, the transaction over the fleet; what fabcloudkit left on hosts',
    },
    {
      names: ['provision', 'build', 'state'],
      about: 'steps, tools, package managers; what a build is; `state.json` of a host',
    },
    { names: ['plugin'], about: 'finding, loading and applying plugins; wrapping of taps' },
    { names: ['lock', 'hosts'], about: 'who may change a machine; inventory, selection, open connections' },
    {
      names: ['remote', 'config', 'arguments'],
      about:
        'the verbs and how a change is sent; finding, reading and checking configurations; arguments of tasks and commands',
    },
    {
      names: ['transport', 'registry', 'templates', 'modules', 'catalogue'],
      about:
        'the warm shell above any byte stream, channels, `local`; named things and their owners; texts for hosts; modules of the project; rows of tools',
    },
    { names: ['api'], about: 'the contracts that plugins see: types only' },
    {
      names: ['attribution', 'names', 'command', 'errors'],
      about:
        'which plugin is at work, and for how long; what a name may be; `sh`, quoting, secrets, redaction; the catalogues of errors',
    },
    { names: ['*'], about: 'single functions that know nothing of fck' },
  ],
};
