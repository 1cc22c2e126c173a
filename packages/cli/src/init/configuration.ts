import { type Choices, nameOf } from './choices.js';
import { SECRET_KEY_FILE, STATIC_FOLDER } from './django-files.js';
import type { DjangoProject, StaticFolder } from './django-project.js';
import type { Findings } from './findings.js';
import { serverFor } from './server.js';
import { yamlList, yamlText } from './yaml-text.js';

/** The text of `fck.yaml`. */
export function configurationFor(choices: Choices, found: Findings): string {
  const sections = [
    heading,
    [`name: ${yamlText(choices.name)} # begins the name of every build`],
    repository(choices, found),
    environment(choices, found),
    data(found.django),
    roles(choices, found),
  ];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join('\n'))
    .join('\n\n')}\n`;
}

const heading = [
  '# yaml-language-server: $schema=.fck/schema.json',
  '# Made by `fck init`. `fck config` shows what it means, `fck explain NAME` explains a key.',
];

function repository({ name }: Choices, { git }: Findings): string[] {
  const subfolder = git?.subfolder ? `, subdirectory: ${yamlText(git.subfolder)}` : '';
  return [
    'repos:',
    '  # What is committed here is sent to the hosts.',
    ...(git?.remote
      ? [`  # If they can fetch it themselves: { url: ${yamlText(git.remote)}${subfolder} }`]
      : []),
    `  ${yamlText(name)}: { path: ${yamlText(git?.top ?? '.')}${subfolder} }`,
  ];
}

/** The names by which visitors reach the site. */
function visitedNames({ domains, hosts }: Choices): readonly string[] {
  if (domains.length > 0) return domains;
  return hosts.map((host) =>
    host
      .slice(host.lastIndexOf('@') + 1)
      .replace(/^\[(.*)\](:\d+)?$/, '[$1]')
      .replace(/^([^[\]:]+):\d+$/, '$1'),
  );
}

function environment(choices: Choices, { django }: Findings): string[] {
  if (!django) return [];
  const lines: string[] = [];
  const names = visitedNames(choices).join(',');
  const allowed = names === '' ? "'*' # a throwaway host has no name yet" : yamlText(names);
  const usesDeployed = django.needsSettings || django.deployed.exists;
  if (usesDeployed) lines.push(`  DJANGO_SETTINGS_MODULE: ${yamlText(django.deployed.module)}`);
  if (django.needsSettings) {
    lines.push(`  # Made by \`fck init\`, and not in git: keep a copy where your team keeps secrets.`);
    lines.push(`  SECRET_KEY: !file ${SECRET_KEY_FILE}`);
    lines.push(`  ALLOWED_HOSTS: ${allowed}`);
    return ['env:', ...lines];
  }
  if (django.allowedHostsVariable !== undefined) lines.push(`  ${django.allowedHostsVariable}: ${allowed}`);
  for (const name of django.requiredVariables)
    if (name !== django.allowedHostsVariable && name !== 'DJANGO_SETTINGS_MODULE')
      lines.push(`  ${name}: !env ${name} # the settings need it: set it where fck runs`);
  return lines.length > 0 ? ['env:', ...lines] : [];
}

function data(django: DjangoProject | undefined): string[] {
  const entries: string[] = [];
  if (django?.sqlite !== undefined) entries.push(`  ${yamlText(django.sqlite)}: file`);
  if (django?.media) entries.push(`  ${yamlText(django.media.local)}: 0750`);
  return entries.length > 0 ? ['# Outlives builds.', 'data:', ...entries] : [];
}

function roles(choices: Choices, found: Findings): string[] {
  return [
    'roles:',
    '  web:',
    ...indented(
      choices.hosts.length > 0
        ? [`hosts: ${yamlList(choices.hosts)}`]
        : [
            '# A throwaway host on this machine. For a real one: hosts: [deploy@203.0.113.10]',
            'sandbox: { count: 1 }',
          ],
    ),
    ...indented(['build:', ...plan(choices, found).map((line) => `  ${line}`)]),
    ...indented(['activate:', ...activation(choices, found).map((line) => `  ${line}`)]),
  ];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${line}`);
}

function plan(choices: Choices, found: Findings): string[] {
  const { django, python } = found;
  const lines = ['plan:', '  repos: __all__'];
  lines.push(
    python === undefined
      ? '  interpreter: python3'
      : `  interpreter: python3 # to bring the one of .python-version: { interpreter: python${python}, managed_python: true }`,
  );
  const beside = fileBesidePackage(choices, found);
  if (beside !== undefined) lines.push(`  app: true # ${beside} is not part of the package`);
  if (django && servedStatic(django))
    lines.push('  after_install:', '    - python manage.py collectstatic --noinput');
  return lines;
}

/** A file that the site needs and the wheel of the project does not have: then the build needs the files of the commit. */
function fileBesidePackage(
  { application: { file } }: Choices,
  { django, dependencies: { isPackage, name } }: Findings,
): string | undefined {
  if (!isPackage) return undefined;
  if (django) return 'manage.py';
  if (file.startsWith('src/')) return undefined;
  const top = file.split('/')[0]?.replace(/\.py$/, '');
  const ofPackage = name?.toLowerCase().replaceAll(/[-.]+/g, '_');
  const isOfPackage = top === ofPackage || (ofPackage === undefined && file.includes('/'));
  return isOfPackage ? undefined : file;
}

function activation(choices: Choices, found: Findings): string[] {
  const { django } = found;
  const lines: string[] = [];
  if (found.page !== undefined)
    lines.push(`http_test_path: ${yamlText(found.page)} # must answer before a build gets requests`);
  else lines.push('# http_test_path: / # a page that must answer before a build gets requests');
  const host = checkedName(choices, django);
  if (host !== undefined) lines.push(`health: { host: ${yamlText(host)} } # one of ALLOWED_HOSTS`);
  if (django)
    lines.push(
      'release: # once for all hosts, before the new build starts',
      '  - python manage.py migrate --noinput',
    );
  lines.push(...serverFor(choices.application, found.dependencies).lines);
  lines.push('nginx:', '  listen: 80');
  if (choices.domains.length > 0) lines.push(`  server_names: ${yamlList(choices.domains)}`);
  const folders = staticFolders(found);
  if (folders.length > 0)
    lines.push(
      '  static:',
      ...folders.map(({ url, local }) => `    - { url: ${yamlText(url)}, local: ${yamlText(local)} }`),
    );
  return lines;
}

/** The name that Django accepts in a health check, if it is not that of the site. */
function checkedName(choices: Choices, django: DjangoProject | undefined): string | undefined {
  if (!django || choices.domains.length > 0) return undefined;
  if (django.needsSettings || django.allowedHostsVariable !== undefined) return visitedNames(choices)[0];
  return django.allowedHosts.find((name) => !/[*]|^\./.test(name));
}

function staticFolders({ django, staticFolders: beside }: Findings): readonly StaticFolder[] {
  if (!django) return beside;
  const collected = servedStatic(django);
  return [
    ...(collected === undefined ? [] : [{ url: django.staticUrl, local: `${collected}/` }]),
    ...(django.media ? [{ url: django.media.url, local: `${django.media.local}/` }] : []),
  ];
}

/** The folder of collected static files in the build. */
export function servedStatic(django: DjangoProject): string | undefined {
  if (!django.collectsStatic) return undefined;
  return django.staticFolder ?? (django.needsSettings && django.hasBaseFolder ? STATIC_FOLDER : undefined);
}

/** The name of the application as the summary shows it. */
export function describeApplication({ application }: Choices): string {
  const { framework, interface: kind } = application;
  return `${nameOf(application)} (${framework ?? kind.toUpperCase()})`;
}
