import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { shellProgram } from '@fck/core';
import { sandboxErrors } from './errors.js';
import type { PackageAccess } from './package-access/package-access.js';
import { attempt, CONTAINED, run } from './process.js';
import type { Preparation } from './recipe.js';
import { plant, ROOT_PATH, unpackInside, writeSeed } from './seed.js';
import type { SandboxHostSpec } from './spec.js';

const timeout = 20 * 60_000;

/** Lines of a script's output that an error shows. */
const shownLines = 15;

const program = (name: string) => shellProgram(new URL(`../shell/${name}.sh`, import.meta.url)).text;

/** The image to prepare. */
export interface Unprepared {
  /** The copy of `base` that the script changes. */
  root: string;
  /** The root of the image that it was copied from. */
  base: string;
  /** A folder for temporary files. */
  scratch: string;
  preparation: Preparation;
  /** The script and its arguments, as {@link prepareLabel} shows them. */
  label: string;
}

/** The script of an image and its arguments, as messages show them. */
export function prepareLabel(prepare: readonly string[] | undefined): string {
  const [script, ...args] = prepare ?? [];
  return script === undefined ? '' : [basename(script), ...args].join(' ');
}

/** Reads the script of a host; undefined if it has none. */
export async function readPreparation({ name, prepare }: SandboxHostSpec): Promise<Preparation | undefined> {
  if (!prepare) return undefined;
  const [script, ...args] = prepare;
  try {
    return { text: await readFile(script, 'utf8'), args };
  } catch (cause) {
    throw sandboxErrors.spec(
      `sandbox host '${name}': \`prepare\` names ${script}, which cannot be read`,
      'Write the path of a script, relative to the configuration file.',
      cause,
    );
  }
}

/** Runs the script of an image in its root, with the package access of a host and the network of this machine. */
export async function prepareRoot(
  { root, base, scratch, preparation, label }: Unprepared,
  { access, signal }: { access: PackageAccess; signal?: AbortSignal | undefined },
): Promise<void> {
  const seed = join(scratch, 'seed');
  const hosts = `127.0.0.1 localhost\n::1 localhost\n${access.texts.get('/etc/hosts') ?? ''}`;
  await writeSeed(seed, new Map([...access.texts, ['/etc/hosts', hosts]]), access.copies);
  await plant(seed, root);
  const script = join(scratch, 'script');
  await writeFile(script, preparation.text);
  const file = '/run/prepare/script';
  const command = preparation.text.startsWith('#!') ? [file] : ['/bin/sh', file];
  const lines: string[] = [];
  const { status } = await attempt(
    [
      ...CONTAINED,
      ...['sh', '-euc', program('enter'), 'sh', root, script, ...access.binds, '--'],
      ...['/usr/bin/env', '-i', ...variables(access), ...command, ...preparation.args],
    ],
    {
      timeout,
      signal,
      onLine: (line) => {
        lines.push(line);
        if (lines.length > shownLines) lines.shift();
      },
    },
  );
  if (status !== 0) {
    const how =
      status === 'timeout' ? `did not end within ${timeout / 60_000} minutes` : `ended with ${status}`;
    throw sandboxErrors.prepare(label, how, lines.join('\n  '));
  }
  await removeSeed(seed, root, base, scratch);
}

function variables({ variables }: PackageAccess): string[] {
  const own = {
    PATH: `/usr/local/sbin:/usr/local/bin:${ROOT_PATH}`,
    HOME: '/root',
    LC_ALL: 'C',
    DEBIAN_FRONTEND: 'noninteractive',
    // Services are not started in an image.
    SYSTEMD_OFFLINE: '1',
  };
  return Object.entries({ ...Object.fromEntries(variables), ...own }).map(
    ([key, value]) => `${key}=${value}`,
  );
}

/** Restores the image's own files in place of planted ones, which may contain credentials of this machine. */
async function removeSeed(seed: string, root: string, base: string, scratch: string): Promise<void> {
  const entries = await readdir(seed, { recursive: true, withFileTypes: true });
  const planted = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(seed, join(entry.parentPath, entry.name)));
  const list = `${planted.join('\0')}\0`;
  await run(['chroot', root, '/bin/sh', '-euc', program('clean'), 'sh', ROOT_PATH], { input: list });
  const archive = join(scratch, 'original.tar');
  const existing =
    'cd "$1"; xargs -0 sh -c \'for f do if [ -e "$f" ] || [ -L "$f" ]; then printf "%s\\0" "$f"; fi; done\' sh | tar -cf "$2" --null -T -';
  await run(['sh', '-euc', existing, 'sh', base, archive], { input: list });
  await unpackInside(root, archive);
  await Promise.all([rm(archive), rm(seed, { recursive: true })]);
}
