import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Choices } from './choices.js';
import { configurationFor, servedStatic } from './configuration.js';
import { deployedSettings, newSecretKey, SECRET_KEY_FILE } from './django-files.js';
import type { Findings } from './findings.js';
import type { NewFile } from './new-files.js';
import { serverFor } from './server.js';

/** The configuration and everything that it needs beside itself, in the order in which a user reads them. */
export function filesToWrite(folder: string, choices: Choices, found: Findings): readonly NewFile[] {
  const { django } = found;
  const files: NewFile[] = [{ path: 'fck.yaml', content: configurationFor(choices, found) }];
  if (found.dependencies.file === undefined && !found.dependencies.isPackage)
    files.push({ path: 'requirements.txt', content: requirementsFor(choices, found) });
  if (django?.needsSettings) {
    files.push({ path: django.deployed.file, content: deployedSettings(django) });
    if (!existsSync(join(folder, SECRET_KEY_FILE)))
      files.push({ path: SECRET_KEY_FILE, content: newSecretKey(), secret: true });
  }
  const ignored = gitignore(folder, found);
  return ignored ? [...files, ignored] : files;
}

/** What a project without any list of dependencies needs at least: its framework and a server. */
function requirementsFor({ application }: Choices, found: Findings): string {
  const { framework } = application;
  const release = found.django?.release;
  const package_ = framework?.toLowerCase();
  const own = package_ === 'django' && release !== undefined ? `django~=${release}.0` : package_;
  return [...(own === undefined ? [] : [own]), serverFor(application, found.dependencies).needs, ''].join(
    '\n',
  );
}

/** The entries that are not in `.gitignore` yet. */
function gitignore(folder: string, { django }: Findings): NewFile | undefined {
  const file = join(folder, '.gitignore');
  const exists = existsSync(file);
  const before = exists ? readFileSync(file, 'utf8') : '';
  const present = new Set(before.split(/\r?\n/).map((line) => line.trim().replace(/^\/|\/$/g, '')));
  const collected = django ? servedStatic(django) : undefined;
  const wanted = [
    '.fck/*',
    '!.fck/known_hosts',
    '__pycache__/',
    ...['.venv', 'venv', 'node_modules']
      .filter((name) => existsSync(join(folder, name)))
      .map((name) => `${name}/`),
    ...(django?.sqlite === undefined ? [] : [`/${django.sqlite}`]),
    ...(django?.media ? [`/${django.media.local}/`] : []),
    ...(collected === undefined ? [] : [`/${collected}/`]),
  ].filter((entry) => !present.has(entry.replace(/^\/|\/$/g, '')));
  if (wanted.length === 0) return undefined;
  const separator = before === '' || before.endsWith('\n') ? '' : '\n';
  return {
    path: '.gitignore',
    content: `${before}${separator}${wanted.join('\n')}\n`,
    ...(exists ? { extends: true as const } : {}),
  };
}
