/** What fck has for the words of other deployment tools (Capistrano, Fabric, Kamal, flyctl, Heroku, kubectl …). */
const ownVerbs: Readonly<Record<string, string>> = {
  apply: 'To provision, build and activate: fck up',
  audit: 'The runs that were made: fck history',
  bootstrap: 'To prepare hosts and deploy: fck up. To prepare them only: fck run provision',
  check: 'To check the configuration: fck config. To see what a deploy would change: fck plan',
  console: 'To open a console in the application: fck app -- python',
  create: 'To write a configuration: fck init',
  dbconsole: 'To open a console of the database: fck app -- python manage.py dbshell',
  destroy: 'To take the site down: fck run deactivate. To remove hosts of a provider: fck run destroy',
  details: 'What each host serves: fck status',
  doctor: 'What each host serves: fck status. To check the configuration: fck config',
  down: 'To take the site down: fck run deactivate',
  info: 'What each host serves: fck status',
  launch: 'To write a configuration: fck init. Then: fck up',
  migrate:
    'Migrations run in each activation, by `activate: release:`. To run a command by hand: fck app -- python manage.py migrate',
  new: 'To write a configuration: fck init',
  promote: 'To activate a certain build: fck run activate --build NAME',
  ps: 'What each host serves: fck status',
  publish: 'To build and activate: fck deploy',
  push: 'To build and activate: fck deploy',
  release: 'To build and activate: fck deploy',
  releases: 'The builds of each host: fck builds',
  reload: 'To start the services again, without an outage: fck restart',
  remove: 'To take the site down: fck run deactivate',
  revert: 'To go back to the last working build: fck rollback',
  secrets: 'The variables of services: fck env. Secrets are given by `env:` of the configuration',
  setup: 'To prepare hosts and deploy: fck up. To write a configuration: fck init',
  shell: 'To open a shell: fck ssh HOST. In the application: fck app -- sh',
  ship: 'To build and activate: fck deploy',
  start: 'To bring the site up: fck run activate',
  stop: 'To take the site down: fck run deactivate',
  undeploy: 'To take the site down: fck run deactivate',
  undo: 'To go back to the last working build: fck rollback',
  unlock: 'To release a lock: fck lock release',
  upgrade: 'To build and activate: fck deploy',
  validate: 'To check the configuration: fck config',
  versions: 'The builds of each host: fck builds',
};

/** fck's own way to do what a word of another tool does; undefined for other words. */
export function ownVerbFor(word: string): string | undefined {
  return Object.hasOwn(ownVerbs, word) ? ownVerbs[word] : undefined;
}
