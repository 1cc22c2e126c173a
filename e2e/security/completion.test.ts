import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Folder } from '../fixture/folder.js';
import { fckProgram } from '../fixture/run-fck.js';
import { missingShells, type ShellName, TerminalShell } from '../fixture/terminal-shell.js';

/** Names that do something if a shell evaluates them. Each begins with a letter of its own, so that Tab inserts it. */
const hostileNames = [
  'a$(touch${IFS}pwned)',
  'b`touch${IFS}pwned`',
  'c;touch${IFS}pwned',
  "d'$(touch${IFS}pwned)'",
  'e"$(touch${IFS}pwned)"',
  'f|touch${IFS}pwned',
  'g&touch${IFS}pwned',
  'h>pwned',
  'i with a space',
  'j*',
  'k\\$HOME\\',
  'l$HOME',
  'm:n',
  'o(touch pwned)',
  'p{1,2}',
  "q' ; touch pwned #",
  'r!!',
  's~root',
];

let folder: Folder;
beforeEach(() => {
  folder = new Folder();
});
afterEach(() => folder.remove());

describe.skipIf(missingShells)(`completion${missingShells ? ` (skipped: ${missingShells})` : ''}`, () => {
  let terminal: TerminalShell | undefined;
  afterEach(() => terminal?.end());

  it.each<[ShellName, string]>([
    ['bash', "PS1='ready> '\n"],
    ['zsh', "PS1='ready> '\nautoload -Uz compinit && compinit -u -d ${ZDOTDIR}/zcompdump\n"],
    ['fish', "function fish_prompt; echo 'ready> '; end\nset -g fish_autosuggestion_enabled 0\n"],
  ])('%s inserts every name as one word, and runs none', async (shell, settings) => {
    const script = execFileSync(process.execPath, [fckProgram, 'completion', shell], { encoding: 'utf8' });
    const rc = shell === 'zsh' ? '.zshrc' : 'rc';
    folder.write(rc, settings + script);
    folder.write('names', hostileNames.map((name) => `${name}\t$(touch pwned)\n`).join(''));
    folder.write(
      'bin/fck',
      `#!/bin/sh
if [ "$1" = completion ]; then cat '${folder.path}/names'
else shift; printf '%s\\n' "$#: $*" >>'${folder.path}/called'; fi
`,
    );
    chmodSync(join(folder.path, 'bin/fck'), 0o755);
    terminal = new TerminalShell(shell, join(folder.path, rc), {
      cwd: folder.path,
      env: { HOME: folder.path, PATH: `${folder.path}/bin:${process.env['PATH']}` },
    });
    await terminal.shows('ready> ');
    const called = () =>
      existsSync(join(folder.path, 'called')) ? readFileSync(join(folder.path, 'called'), 'utf8') : '';
    let expected = '';
    for (const name of hostileNames) {
      terminal.press(`fck ssh ${name.slice(0, 1)}\t\r`);
      expected += `1: ${name}\n`;
      await expect.poll(called).toBe(expected);
    }
    expect(readdirSync(folder.path)).not.toContain('pwned');
  });

  it('would run them in bash by `compgen -W` (control)', () => {
    execFileSync('bash', ['-c', `compgen -W "$1" -- ''`, 'bash', hostileNames[0] ?? ''], {
      cwd: folder.path,
    });
    expect(readdirSync(folder.path)).toContain('pwned');
  });
});

describe('what completion asks fck', () => {
  const config =
    'name: shop\nplugins: [./tattle.mjs]\nroles: [role_web.yaml, role_ops.mjs]\n$import: ./tattle.mjs\n';
  const tattle = (file: string) =>
    `import { appendFileSync } from 'node:fs';\nappendFileSync(new URL('ran', import.meta.url), '${file}\\n');\nexport default { name: 'tattle', apply() {} };\n`;

  /** Which modules of the project ran. */
  const ran = () =>
    existsSync(join(folder.path, 'ran')) ? readFileSync(join(folder.path, 'ran'), 'utf8') : '';
  const words = async (...typed: string[]) =>
    (await folder.fck(['completion', 'words', '--', ...typed])).stdout
      .split('\n')
      .map((row) => row.split('\t')[0]);

  beforeEach(() => {
    folder.write(
      'role_web.yaml',
      'hosts: [deploy@web-1:2222, {name: web-2, address: web.example.com}, "$(reboot)", "a b"]\n',
    );
    folder.write('role_ops.mjs', tattle('role_ops.mjs'));
    folder.write('tattle.mjs', tattle('tattle.mjs'));
  });

  it('is answered from YAML, and nothing of the project runs', async () => {
    folder.write('fck.yaml', config.replace(/\$import.*\n/, ''));
    expect(await words('ssh', '')).toEqual(['web-1', 'web-2', '']);
    expect(await words('run', '-r', '')).toEqual(['web', 'ops', '']);
    for (const typed of [['run', ''], [''], ['run', 'build', '-'], ['sandbox', '']]) await words(...typed);
    expect(ran()).toBe('');
    // The control: a command of the user's own runs it.
    await folder.fck(['hosts']);
    expect(ran()).toMatch(/tattle.mjs[\s\S]*role_ops.mjs/);
  });

  it.each(['fck.config.mjs', '.fckrc.mjs'])('is answered without running %s', async (file) => {
    folder.write(file, tattle(file));
    expect(await words('ssh', '')).toEqual(['']);
    expect(await words('run', '')).toEqual(expect.arrayContaining(['provision', 'activate']));
    expect(ran()).toBe('');
    await folder.fck(['hosts']);
    expect(ran()).toBe(`${file}\n`);
  });

  it('finds no code in places that fck does not name', async () => {
    folder.write('.config/config.js', `require('node:fs').writeFileSync('${folder.path}/ran', 'config');\n`);
    folder.write('fck.yaml', config.replace('[./tattle.mjs]', '[]').replace(', role_ops.mjs', ''));
    await words('ssh', '');
    await folder.fck(['hosts']);
    expect(ran()).toBe('');
  });
});
