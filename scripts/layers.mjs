// Which folder may import which. A layer imports from its own layer and from those below it. `docs/architecture.md` shows the table of core.

/**
 * @typedef {{names: readonly string[], about: string}} Layer
 * `names`: folders, or files beside them; `*` stands for the files that no layer names.
 */

/** The layers of each package whose `src` has folders, from the top down. */
export const layers = {
  core: [
    {
      names: ['index.ts', 'host.ts', 'create.ts'],
      about: 'the entrances: for plugins; for programs; from a folder to a container',
    },
    { names: ['fck.ts', 'core-plugin.ts'], about: 'the container, and what core itself registers and taps' },
    { names: ['run'], about: 'runs: tasks, phases, sessions, status' },
    { names: ['journal'], about: 'what runs leave behind on this machine, and what a resumed run reads' },
    {
      names: ['adoption', 'activation'],
      about:
        'services, reverse proxies, process managers; the transaction over the fleet; what fabcloudkit left',
    },
    {
      names: ['provision', 'build', 'state'],
      about: 'steps and tools; what a build is; what a host remembers',
    },
    { names: ['plugin'], about: 'finding, loading and applying plugins; wrapping of taps' },
    { names: ['lock', 'hosts'], about: 'who may change a machine; inventory, selection, open connections' },
    {
      names: ['remote', 'config'],
      about: 'the verbs and how a change is sent; reading and checking configurations',
    },
    {
      names: ['transport', 'registry', 'templates', 'modules', 'catalogue'],
      about:
        'channels and the warm shell; named things and their owners; texts for hosts; modules of the project; rows of tools',
    },
    { names: ['api'], about: 'the contracts that plugins see: types only' },
    {
      names: ['attribution', 'names', 'command', 'errors'],
      about:
        'whose work is being done, and for how long; what a name may be; `sh`, quoting, secrets, redaction; the catalogues of errors',
    },
    { names: ['*'], about: 'single functions that know nothing of fck' },
  ],
};
