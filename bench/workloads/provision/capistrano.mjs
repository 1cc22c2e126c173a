import { createHash } from 'node:crypto';
import { timed } from '../../measuring/timed.mjs';
import { capistrano } from '../../peers/install.mjs';
import { projectFolder } from '../../project-folder.mjs';
import { configFiles, tools } from './inventory.mjs';

/** Each check is a \`test\`, as in every Capfile; hosts side by side. */
const tasks = `
PACKAGES = PACKAGES_JSON
FILES = FILES_JSON

task :provision do
  on roles(:web) do
    missing = PACKAGES.reject { |packages| test("dpkg-query -W #{packages.join(' ')} >/dev/null 2>&1") }.flatten
    sudo :"apt-get", "install", "-y", "-q", *missing unless missing.empty?
    FILES.each do |file|
      next if test("echo '#{file['sha256']}  #{file['path']}' | sha256sum -c --status 2>/dev/null")
      upload! "files/#{file['name']}", "/tmp/#{file['name']}"
      sudo :install, "-D", "-m", "644", "/tmp/#{file['name']}", file['path']
    end
  end
end
`;

const capfile = `
require 'capistrano/setup'
require 'capistrano/deploy'
require 'capistrano/scm/git'
install_plugin Capistrano::SCM::Git
load 'config/provision.rb'
`;

/** capistrano: a task that runs checks one after the other. */
export function capistranoContestant(hosts) {
  const { cap, env } = capistrano();
  const server = ({ address, port, user, identityFile }) =>
    `server '${address}', roles: [:web], user: '${user}', ssh_options: { port: ${port}, keys: ['${identityFile}'], keys_only: true, config: false, verify_host_key: :never, auth_methods: ['publickey'] }\n`;
  const files = configFiles.map(({ name, path, content }) => ({
    name,
    path,
    sha256: createHash('sha256').update(content).digest('hex'),
  }));
  const folder = projectFolder('provision-capistrano', {
    Capfile: capfile,
    'config/deploy.rb': "set :application, 'bench'\n",
    'config/deploy/bench.rb': hosts.map(server).join(''),
    'config/provision.rb': tasks
      .replace('PACKAGES_JSON', () => JSON.stringify(tools.map(({ packages }) => packages)))
      .replace('FILES_JSON', () => `JSON.parse('${JSON.stringify(files)}')`),
    ...Object.fromEntries(configFiles.map(({ name, content }) => [`files/${name}`, content])),
  });
  return {
    name: 'capistrano',
    run: () => timed(cap, ['bench', 'provision'], { cwd: folder, env }),
  };
}
