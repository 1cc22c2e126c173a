import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { definePlugin, type Fck, Secret } from '@fck/core';
import { createFck } from '@fck/core/host';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import fleet from '../index.js';
import { variablesOf } from './configured-values.js';
import { makeKit } from './make-kit.js';

const program = fileURLToPath(new URL('../../../cli/bin/fck.js', import.meta.url));
const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fck-kit-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** Has the configuration say what it says for another plugin. */
const aws = definePlugin({
  name: 'aws',
  apply(fck) {
    const schema = z.custom<Secret>((value) => value instanceof Secret);
    fck.section({ at: 'project', name: 'aws_secret', about: 'Secret access key.', schema });
  },
});

/** The project's configuration, with the plugin as it is in the sources. */
function load(env: NodeJS.ProcessEnv = {}): Promise<Fck> {
  return createFck({ cwd: join(folder, 'deploy'), env, defaultPlugins: [aws, fleet] });
}

const config = `
name: shop
aws_secret: !env AWS_SECRET
key_filename: ./id
sudo_password: !env SUDO
roles:
  web: roles/web.yaml
`;
const files = {
  'package.json': '{"type": "module"}',
  'deploy/fck.yaml': config,
  'deploy/roles/web.yaml': 'user: admin\ndescription: motd.txt\nhosts: [10.0.0.1]\n',
  'deploy/motd.txt': 'hello',
  'deploy/id': KEY,
  'deploy/.env': 'SUDO=hunter22',
  'deploy/unrelated.txt': 'x',
};
const env = { AWS_SECRET: 'geheimnis', SUDO: 'hunter22' };

describe('a kit', () => {
  it('holds the configuration and what it names, and nothing private', async () => {
    write(files);
    const { files: packed, config: place } = await makeKit(await load(env), program, []);
    expect(packed).toEqual(['fck.yaml', 'motd.txt', 'roles/web.yaml']);
    expect(place).toBe('fck.yaml');
  });

  it('holds plugins of the project, and what these import', async () => {
    write({
      ...files,
      'deploy/fck.yaml': `${config.replace('aws_secret: !env AWS_SECRET', '')}plugins: [./plugins/own]\n`,
      'deploy/plugins/own.ts': `import { text } from '../../shared/text.js';\nexport default { name: 'own', apply() { void text; } };\n`,
      'deploy/roles/web.yaml': 'user: admin\nhosts: [10.0.0.1]\n',
      'shared/text.ts': `export const text = 'x';\n`,
    });
    const own = await createFck({ cwd: join(folder, 'deploy'), env });
    const { files: packed, config: place } = await makeKit(own, program, []);
    expect(packed).toEqual([
      'deploy/fck.yaml',
      'deploy/plugins/own.ts',
      'deploy/roles/web.yaml',
      'package.json',
      'shared/text.ts',
    ]);
    expect(place).toBe('deploy/fck.yaml');
  });

  it('holds what is asked for besides, but no key and no environment', async () => {
    write({
      ...files,
      'deploy/more/a/b.txt': 'b',
      'deploy/more/id_rsa': KEY,
      'deploy/more/.env.local': 'A=1',
    });
    const { files: packed } = await makeKit(await load(env), program, ['more', 'unrelated.txt']);
    expect(packed).toEqual(['fck.yaml', 'more/a/b.txt', 'motd.txt', 'roles/web.yaml', 'unrelated.txt']);
    await expect(makeKit(await load(env), program, ['nowhere'])).rejects.toMatchObject({
      code: 'AWS_KIT_NO_FILE',
    });
  });

  it('is refused if one of its files contains a secret', async () => {
    write({ ...files, 'deploy/fck.yaml': config.replace('!env SUDO', 'hunter22') });
    await expect(makeKit(await load(env), program, [])).rejects.toMatchObject({ code: 'AWS_KIT_SECRET' });
    write({ ...files, 'deploy/motd.txt': 'the password is hunter22' });
    await expect(makeKit(await load(env), program, [])).rejects.toMatchObject({ code: 'AWS_KIT_SECRET' });
  });

  it('is the same as long as its files are, and holds a command that runs', async () => {
    write(files);
    const [one, two] = [
      await makeKit(await load(env), program, []),
      await makeKit(await load(env), program, []),
    ];
    expect(two.sha256).toBe(one.sha256);
    const archive = join(folder, 'kit.tar.gz');
    writeFileSync(archive, one.archive);
    mkdirSync(join(folder, 'out'));
    execFileSync('tar', ['-xzf', archive, '-C', join(folder, 'out')]);
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['node_modules', 'packages', 'project']);
    const roles = execFileSync(process.execPath, [join(folder, 'out', one.command), 'roles', '--json'], {
      cwd: join(folder, 'out/project'),
      env,
      encoding: 'utf8',
    });
    expect(JSON.parse(roles)).toMatchObject([{ name: 'web' }]);
  });
});

describe('variablesOf', () => {
  it('separates values that an instance needs from those that its profile replaces', async () => {
    write(files);
    expect(variablesOf((await load(env)).project)).toEqual({ needed: ['SUDO'], unused: ['AWS_SECRET'] });
  });
});
