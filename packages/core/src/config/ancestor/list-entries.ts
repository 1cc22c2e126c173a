import type { ListEntry } from './list-entry.js';
import { mappingOr, type Translation } from './translation.js';

/** The context file's data. */
type Context = Readonly<Record<string, unknown>>;

type EntryTranslation = (entry: ListEntry, translation: Translation, context: Context) => void;

const byTool: Readonly<Record<string, EntryTranslation>> = {
  tools: installTools,
  key_pair: makeKeyPair,
  request_access: requestAccess,
  git: translateGit,
  pip_command: translatePipCommand,
  redis: translateRedis,
  gunicorn: ignoreGunicorn,
  python_build: translateBuild,
  nginx_gunicorn: translateActivation,
};

/** Moves an entry of the list form to fck's keys, and notes what fck does not do. */
export function translateEntry(entry: ListEntry, translation: Translation, context: Context): void {
  const translate = Object.hasOwn(byTool, entry.tool) ? byTool[entry.tool] : undefined;
  (translate ?? installTool)(entry, translation, context);
}

/** Whether an entry asks for the tool without a command, or with one of these. */
function asks({ command }: ListEntry, ...commands: readonly string[]): boolean {
  return command === undefined || commands.includes(command);
}

function installTools(entry: ListEntry, translation: Translation): void {
  const { options } = entry.options;
  if (!asks(entry, 'install', 'verify') || !Array.isArray(options)) {
    translation.refuse(
      entry.path,
      '`- tools:` has a list of names below `options:`.',
      'Such as `- tools: {options: [nginx, supervisord]}`.',
    );
    return;
  }
  noteMove(entry, translation);
  for (const [index, name] of options.entries())
    addTool(translation, name, [...entry.path, 'options', index]);
}

/** Tools below `build:` and `activate:` are installed when fck provisions. */
function noteMove({ section, tool, path }: ListEntry, translation: Translation): void {
  if (section !== 'provision')
    translation.note(
      path,
      `\`- ${tool}:\` is read as if it was below \`provision:\`. Run \`provision\` before \`${section}\`.`,
    );
}

/** `key_pair` is among the tools of fabcloudkit. */
function addTool(translation: Translation, name: unknown, from: ListEntry['path']): void {
  if (name === 'key_pair') translation.put(['provision', 'create_key_pair'], true, from);
  else translation.append(['provision', 'tools'], name, from);
}

/** `- nginx:` installs nginx, and `- reboot:` reboots, as an entry of `tools:` does. */
function installTool(entry: ListEntry, translation: Translation): void {
  const { tool, command, section, path } = entry;
  if (!asks(entry, 'install', 'verify')) {
    translation.warn(
      path,
      `\`${tool}: {command: ${command}}\` is ignored: fck does it where it is needed. \`fck exec -- COMMAND\` runs a command on the hosts.`,
    );
  } else if (tool === 'reboot' && section !== 'provision') {
    translation.warn(
      path,
      `\`- reboot:\` below \`${section}:\` is ignored: hosts are rebooted only by \`provision: tools:\`. \`fck exec -- sudo reboot\` does it at once.`,
    );
  } else {
    noteMove(entry, translation);
    addTool(translation, tool, path);
  }
}

function makeKeyPair(entry: ListEntry, translation: Translation): void {
  translation.put(['provision', 'create_key_pair'], true, entry.path);
}

function requestAccess({ options, path }: ListEntry, translation: Translation): void {
  const roles = [
    translation.at(['provision', 'request_access', 'roles']) ?? [],
    options['roles'] ?? [],
  ].flat();
  translation.put(['provision', 'request_access'], { roles }, path);
  translation.put(['provision', 'request_access', 'roles'], roles, [...path, 'roles']);
}

function translateGit(entry: ListEntry, translation: Translation, context: Context): void {
  const { command, path } = entry;
  switch (command) {
    case 'install_key_file':
      installKeyFile(entry, translation, context);
      return;
    case 'clone_all':
      translation.put(['provision', 'git', 'clone'], ['__all__'], path);
      return;
    case 'clone':
      cloneOne(entry, translation, context);
      return;
    case 'pull_all':
    case 'pull':
    case 'head_commit':
      translation.note(
        path,
        `\`git: {command: ${command}}\` is not needed: a build fetches the newest commits of its repositories itself.`,
      );
      return;
    case 'append_ssh_config':
      translation.warn(
        path,
        '`git: {command: append_ssh_config}` is ignored: fck configures access to the git servers of `repos:` itself. For other servers, write ~/.ssh/config on the hosts by a plugin or by hand.',
      );
      return;
    default:
      installTool(entry, translation);
  }
}

function installKeyFile({ options, path }: ListEntry, translation: Translation, context: Context): void {
  translation.put(['provision', 'git', 'install_key_file'], true, path);
  const local = options['local_key_file'];
  const key = mappingOr(mappingOr(context['keys'])?.['git'])?.['local_file'];
  if (local !== undefined && local !== key)
    translation.warn(
      [...path, 'local_key_file'],
      `\`local_key_file\` is ignored: the key is ${typeof key === 'string' ? `${key}, as` : 'the one that'} \`keys: {git: {local_file: …}}\` of the context file says${key === undefined ? `, so write ${String(local)} there` : ''}.`,
    );
}

/** fck clones the repositories that the context names. */
function cloneOne({ options, path }: ListEntry, translation: Translation, context: Context): void {
  const { url } = options;
  const name = Object.entries(mappingOr(context['repos']) ?? {}).find(
    ([, repo]) => (mappingOr(repo)?.['url'] ?? repo) === url,
  )?.[0];
  if (name === undefined) {
    translation.warn(
      path,
      `\`git: {command: clone}\` is ignored: no entry of \`repos:\` in the context file has its url. Add one, and name it in \`provision: git: {clone: [NAME]}\`.`,
    );
    return;
  }
  translation.append(['provision', 'git', 'clone'], name, path);
}

/** Packages that `pip` installs into the system's Python: a build has an environment of its own. */
function translatePipCommand({ options, path }: ListEntry, translation: Translation): void {
  const text = String(options['text'] ?? '');
  const words = text.split(/\s+/).filter((word) => word !== '' && !word.startsWith('-'));
  const own = ['pip', 'setuptools', 'wheel', 'virtualenv'];
  const [verb, ...packages] = words;
  if (verb === undefined || (verb === 'install' && packages.every((name) => own.includes(name))))
    translation.note(
      path,
      '`- pip_command:` is not needed: builds are made by a pip of their own, not by the pip and setuptools of the system.',
    );
  else
    translation.warn(
      path,
      "`- pip_command:` is ignored: fck leaves the system's Python alone. What the application imports belongs into its dependencies; a program for the host can be a package (`provision: tools: [package:NAME]`).",
    );
}

function translateRedis(entry: ListEntry, translation: Translation): void {
  if (entry.command !== 'config') {
    installTool(entry, translation);
    return;
  }
  translation.warn(
    entry.path,
    '`redis: {command: config}` is ignored: fck installs Redis from a package of the system, and does not configure it. Write these options to /etc/redis/redis.conf by a plugin or by hand. A Redis that fabcloudkit configured goes on under supervisord as it is.',
  );
  translation.append(['provision', 'tools'], 'redis', entry.path);
}

function ignoreGunicorn({ path }: ListEntry, translation: Translation): void {
  translation.warn(
    path,
    '`- gunicorn:` is ignored: gunicorn belongs to the dependencies of the application, and `- nginx_gunicorn:` starts it.',
  );
}

const planKeys = ['repos', 'reference_repo', 'interpreter', 'tarball', 'unittest'];

function translateBuild(entry: ListEntry, translation: Translation): void {
  const { options, path } = entry;
  const copies = entry.command === 'copy_from' || (entry.command === undefined && 'role_name' in options);
  if (!copies && !asks(entry, 'build')) {
    translation.refuse(
      path,
      `\`python_build\` has no command "${entry.command}".`,
      'Its commands are `build` and `copy_from`.',
    );
    return;
  }
  const key = copies ? 'copy_from' : 'plan';
  if (translation.has(['build', key])) {
    translation.refuse(
      path,
      'A role makes one build, and this is its second `python_build`.',
      copies
        ? 'Make a role of each, with the same hosts.'
        : 'Put all repositories into one: `repos: [a, b]` installs them into one build, in this order.',
    );
    return;
  }
  const wanted: Readonly<Record<string, string>> = copies
    ? { role_name: 'role', delete_tar: 'delete_tar' }
    : Object.fromEntries(planKeys.map((name) => [name, name]));
  translation.put(['build', key], {}, path);
  moveOptions(entry, translation, (name) =>
    name === 'post_build'
      ? ['build', 'post_build']
      : name in wanted
        ? ['build', key, wanted[name] ?? name]
        : undefined,
  );
}

function translateActivation(entry: ListEntry, translation: Translation): void {
  const { path, command } = entry;
  if (!asks(entry, 'activate')) {
    translation.refuse(
      path,
      `\`nginx_gunicorn: {command: ${command}}\` is no part of a role any more.`,
      command === 'deactivate'
        ? 'Take the entry out, and run `fck run deactivate -r ROLE` instead.'
        : 'Its command is `activate`.',
    );
    return;
  }
  if (translation.has(['activate', 'gunicorn'])) {
    translation.refuse(
      path,
      'A role has one service, and this is its second `nginx_gunicorn`.',
      'Make a role of each, with the same hosts.',
    );
    return;
  }
  const wanted = ['name', 'gunicorn', 'nginx'];
  translation.put(['activate', 'gunicorn'], {}, path);
  moveOptions(entry, translation, (name) => {
    if (name === 'force')
      translation.note(
        [...path, name],
        '`force` is not needed: `fck run activate --force` activates again what did not change.',
      );
    return wanted.includes(name) ? ['activate', name] : undefined;
  });
}

/** Moves the options of an entry to their keys. Other options were none of fabcloudkit's either, and are refused. */
function moveOptions(
  { tool, options, path }: ListEntry,
  translation: Translation,
  placeOf: (name: string) => ListEntry['path'] | undefined,
): void {
  for (const [name, value] of Object.entries(options)) {
    const to = placeOf(name);
    if (to) translation.put(to, value, [...path, name]);
    else if (name !== 'force')
      translation.refuse(
        [...path, name],
        `\`${tool}\` has no key "${name}".`,
        'Take it out, or correct its name.',
      );
  }
}
