import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ancestorKeys } from './keys.js';

/** Files of fabcloudkit, of all its releases. */
const corpus = fileURLToPath(new URL('../../../../../e2e/fixture/ancestor-corpus', import.meta.url));

describe('the page about fabcloudkit', () => {
  const page = readFileSync(new URL('../../../../../docs/ancestor.md', import.meta.url), 'utf8');
  const { context, settings, role, mappingForm, listForm } = ancestorKeys;
  const listed = Object.entries(listForm).flatMap(([tool, options]) => [`- ${tool}:`, ...options]);

  it.each([...new Set([...context, ...settings, ...role, ...mappingForm, ...listed])])('has %s', (key) => {
    expect(page).toContain(`\`${key}\``);
  });

  it('has each translated key of the corpus', () => {
    const known = new Set(
      [...context, ...settings, ...role, ...mappingForm, ...listed, ...Object.keys(listForm)].flatMap((key) =>
        key.split(': '),
      ),
    );
    const inCorpus = ['mapping', 'list', 'settings'].flatMap((folder) =>
      readdirSync(join(corpus, folder)).flatMap((file) => {
        const text = readFileSync(join(corpus, folder, file), 'utf8');
        return [...text.matchAll(/^ *(?:- )?([a-z_]+):/gm)].map(([, key = '']) => key);
      }),
    );
    // Names that users choose, and options of other programs.
    const own = ['git', 'notes_site', 'notes_lib', 'notes', 'shop', 'gcc', 'imagemagick', 'ffmpeg'];
    const options = [
      'workers',
      'bind',
      'daemonize',
      'port',
      'repo_name',
      'host',
      'opts',
      'dir_name',
      'command',
    ];
    const foreign = [...own, ...options, 'plan', 'copy_from', 'static'];
    expect([...new Set(inCorpus)].filter((key) => !known.has(key) && !foreign.includes(key))).toEqual([]);
  });
});
