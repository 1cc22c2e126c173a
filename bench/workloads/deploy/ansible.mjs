import { ansibleInventory, ansibleWays, playbook } from '../../peers/ansible.mjs';
import { projectFolder } from '../../project-folder.mjs';

/** The port of ansible's site. fck's are at 8000 and above. */
export const ansiblePort = 8081;

/** Where its gunicorn listens; fck's are at 8100 and above. */
const backendPort = 8900;

const unit = `[Unit]
Description=notes
[Service]
User=deploy
Environment=NOTES_DATA=/var/lib/notes
ExecStart=/opt/notes/current/bin/gunicorn --workers 2 --bind 127.0.0.1:${backendPort} flask_notes.wsgi:app
ExecReload=/bin/kill -HUP $MAINPID
[Install]
WantedBy=multi-user.target
`;

const site = `server {
  listen ${ansiblePort};
  location / { proxy_pass http://127.0.0.1:${backendPort}; proxy_set_header Host $host; }
}
`;

/** The common tasks of both playbooks. */
const serve = [
  {
    name: 'the service',
    'ansible.builtin.template': {
      src: 'notes.service',
      dest: '/etc/systemd/system/notes.service',
      mode: '0644',
    },
    register: 'unit',
  },
  {
    name: 'the site',
    'ansible.builtin.template': { src: 'site.conf', dest: '/etc/nginx/conf.d/notes.conf', mode: '0644' },
    notify: 'reload nginx',
  },
  {
    name: 'the new code serves',
    'ansible.builtin.systemd_service': {
      name: 'notes',
      state: 'restarted',
      enabled: true,
      daemon_reload: '{{ unit.changed }}',
    },
    when: 'checkout.changed',
  },
  { name: 'nginx is told', 'ansible.builtin.meta': 'flush_handlers' },
  {
    name: 'it answers',
    'ansible.builtin.uri': { url: `http://127.0.0.1:${ansiblePort}/health` },
    register: 'answer',
    until: 'answer.status == 200',
    retries: 20,
    delay: 1,
  },
];

const handlers = [{ name: 'reload nginx', 'ansible.builtin.service': { name: 'nginx', state: 'reloaded' } }];

const checkout = (url) => [
  {
    name: 'the data folder',
    'ansible.builtin.file': { path: '/var/lib/notes', state: 'directory', owner: 'deploy', mode: '0755' },
  },
  {
    name: 'the code',
    'ansible.builtin.git': { repo: url, dest: '/opt/notes/repo', version: 'main' },
    register: 'checkout',
  },
];

/** Each release has its own virtualenv, like fck's builds: the active release is not changed, and a rollback is possible. */
const releases = [
  {
    name: 'its virtualenv',
    'ansible.builtin.pip': {
      name: '/opt/notes/repo',
      virtualenv: '/opt/notes/releases/{{ checkout.after }}',
      virtualenv_command: '/usr/bin/python3 -m venv',
    },
  },
  {
    name: 'the current release',
    'ansible.builtin.file': {
      src: '/opt/notes/releases/{{ checkout.after }}',
      dest: '/opt/notes/current',
      state: 'link',
    },
  },
];

/** One virtualenv, in which the new code replaces the running one. */
const inPlace = [
  {
    name: 'the virtualenv',
    'ansible.builtin.pip': {
      name: '/opt/notes/repo',
      virtualenv: '/opt/notes/env',
      virtualenv_command: '/usr/bin/python3 -m venv',
    },
  },
  {
    name: 'the new code',
    'ansible.builtin.pip': {
      name: '/opt/notes/repo',
      virtualenv: '/opt/notes/env',
      state: 'forcereinstall',
      extra_args: '--no-deps',
    },
    when: 'checkout.changed',
  },
  {
    name: 'the current release',
    'ansible.builtin.file': { src: '/opt/notes/env', dest: '/opt/notes/current', state: 'link' },
  },
];

const kinds = { 'a virtualenv for each release': releases, 'in place': inPlace };

/**
 * Deploys with git, pip, template and service modules, on all hosts in parallel.
 *
 * @param {string} way one of `ansibleWays`
 * @param {string} kind one of `kinds`
 * @param {string} url of the repository
 * @param {import('../../hosts/host.mjs').BenchHost[]} webs
 * @returns {() => Promise<{seconds: number}>}
 */
export function ansibleDeploy(way, kind, url, webs) {
  const { facts } = ansibleWays[way];
  const play = {
    hosts: 'web',
    become: true,
    ...(facts ? {} : { gather_facts: false }),
    tasks: [...checkout(url), ...kinds[kind], ...serve],
    handlers,
  };
  const folder = projectFolder(`deploy-ansible-${way}-${kind.replaceAll(' ', '-')}`, {
    'inventory.yml': ansibleInventory({ web: webs }),
    'playbook.yml': JSON.stringify([play], undefined, 2),
    'templates/notes.service': unit,
    'templates/site.conf': site,
  });
  return () => playbook(folder, webs, ansibleWays[way]);
}
