import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GuestProject } from '../fixture/guest-project.js';
import { type Ended, fckProgram, runProgram } from '../fixture/run-fck.js';
import { noSandbox, onHosts } from '../fixture/sandbox.js';

const config = `
name: e2e-liar
plugins: [sandbox, ./write.mjs]
roles:
  - name: web
    sandbox: {count: 1}
    build: {write: {}}
`;

/** A builder that writes one file. */
const plugin = `
export default function write(fck) {
  fck.builders.register('write', {
    about: 'writes a file',
    kind: 'made',
    schema: { '~standard': { version: 1, vendor: 'e2e', validate: (value) => ({ value }) } },
    async build(context) {
      const name = context.nameFor('abc1234');
      await context.remote.write(\`\${context.paths.build(name)}/app.py\`, \`number = \${context.number}\\n\`);
      return { name, commit: 'abc1234', sources: [] };
    },
  });
}
`;

const folder = '/opt/www/e2e-liar';
/** Megabytes that no run of these needs: what a host prints must not be kept. */
const MEMORY = 700;

/** Runs `fck` and says how much memory it took at most, in MB. */
async function measured(
  cwd: string,
  args: readonly string[],
): Promise<Ended & { readonly megabytes: number }> {
  const program = `import resource, subprocess, sys
code = subprocess.run(sys.argv[1:]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024, file=sys.stderr)
sys.exit(code)`;
  const ended = await runProgram('python3', ['-c', program, process.execPath, fckProgram, ...args], { cwd });
  return { ...ended, megabytes: Number(ended.stderr.trim().split('\n').at(-1)) };
}

describe.skipIf(noSandbox)(onHosts('a host that lies'), () => {
  let project: GuestProject;
  let host: { address: string; identityFile: string; hostKeys: readonly string[] };

  beforeAll(async () => {
    project = new GuestProject(config);
    project.write('write.mjs', plugin);
    mkdirSync(join(project.directory, 'node_modules/@fck'), { recursive: true });
    symlinkSync(
      fileURLToPath(new URL('../../packages/core', import.meta.url)),
      join(project.directory, 'node_modules/@fck/core'),
    );
    await project.fckOk('sandbox', 'up', '--install-missing');
    [host] = JSON.parse((await project.fckOk('sandbox', 'list', '--json')).stdout);
    await project.fckOk('run', 'provision', 'build');
    await onHost(`sudo useradd --create-home intruder && sudo cp -a ${folder} /root/whole`);
  });

  afterAll(async () => {
    await project?.fck('sandbox', 'down');
    project?.remove();
  });

  async function onHost(script: string): Promise<string> {
    const [result] = JSON.parse((await project.fck('exec', '-H', 'web-1', '--json', script)).stdout);
    if (result.code !== 0) throw new Error(`${script} ended with ${result.code}: ${result.stderr}`);
    return result.stdout;
  }

  describe('that prints without end', () => {
    beforeAll(async () => {
      await onHost(`printf '#!/bin/sh\\nexec cat /dev/zero\\n' | sudo tee /usr/local/bin/flood && sudo chmod 755 /usr/local/bin/flood
sudo useradd --create-home --shell /usr/local/bin/flood flooder
sudo cp -r ~/.ssh /home/flooder/ && sudo chown -R flooder: /home/flooder/.ssh`);
      const role = {
        hosts: [
          { name: 'web-1', user: 'deploy', address: host.address },
          { name: 'flood-1', user: 'flooder', address: host.address },
        ],
        ssh: { key_filename: host.identityFile, host_keys: host.hostKeys },
      };
      project.write('flood.json', JSON.stringify({ name: 'e2e-liar', plugins: [], roles: { web: role } }));
    });

    it('does so to every program (control)', async () => {
      const ssh = `ssh -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -i ${host.identityFile} flooder@${host.address} true`;
      const { stdout } = await runProgram('sh', ['-c', `${ssh} | head -c 100000000 | wc -c`], { cwd: '/' });
      expect(stdout.trim()).toBe('100000000');
    });

    it.each([
      ['status', 1],
      ['builds', 1],
      ['run provision', 1],
    ])('is named by fck %s, and the other one is told of', async (command, expected) => {
      const { code, stdout, stderr, megabytes } = await measured(project.directory, [
        ...command.split(' '),
        '-c',
        'flood.json',
      ]);
      expect(code).toBe(expected);
      expect(stdout + stderr).toMatch(/flood-1 printed more than 1 MB before it answered/);
      expect(stdout + stderr).toContain('web-1');
      expect(megabytes).toBeLessThan(MEMORY);
    });

    it('is ended by fck exec, and the other one answers', async () => {
      const ended = await measured(project.directory, ['exec', '-c', 'flood.json', '--json', 'echo there']);
      expect(JSON.parse(ended.stdout)).toMatchObject([
        { host: 'web-1', code: 0, stdout: 'there\n' },
        { host: 'flood-1', errorCode: 'OUTPUT_TOO_LONG', error: expect.stringContaining('flood-1') },
      ]);
      expect(ended.megabytes).toBeLessThan(MEMORY);
    });
  });

  describe('about its files', () => {
    afterEach(() => onHost(`sudo rm -rf ${folder} && sudo cp -a /root/whole ${folder}`));

    it('makes others wait for ever (control)', async () => {
      await onHost(`rm ${folder}/state.json && mkfifo ${folder}/state.json`);
      expect(await onHost(`timeout 1 cat ${folder}/state.json; echo $?`)).toBe('124\n');
    });

    it.each([
      ['a named pipe', 'rm state.json && mkfifo state.json', 'FILE_UNFIT'],
      ['a link to what never ends', 'ln -sf /dev/zero state.json', 'FILE_UNFIT'],
      ['huge', 'truncate -s 3G state.json', 'FILE_UNFIT'],
      [
        'of builds elsewhere',
        `sed -i 's/e2e-liar_00001/..\\/..\\/..\\/etc\\/e2e-liar_00001/' state.json`,
        'STATE_UNREADABLE',
      ],
    ])('ends a run with one error, where state.json is %s', async (_, lie, code) => {
      await onHost(`cd ${folder} && ${lie}`);
      const { stderr } = await project.fck('run', 'build', '--force');
      expect(stderr).toContain(code);
      expect(stderr).toMatch(/state\.json (of|on) web-1/);
    });

    it.each([
      ['a named pipe', 'rm build.json && mkfifo build.json', /e2e-liar_00001_abc1234 +building/],
      ['huge', 'truncate -s 3G build.json', /OUTPUT_TOO_LONG|printed more than 16 MB/],
    ])('does not hold up fck builds, where build.json is %s', async (_, lie, says) => {
      await onHost(`cd ${folder}/builds/* && chmod u+w . build.json && ${lie}`);
      const { stdout, stderr, megabytes } = await measured(project.directory, ['builds']);
      expect(stdout + stderr).toMatch(says);
      expect(megabytes).toBeLessThan(MEMORY);
    });

    it('does not hold up a run, nor fck history, where the journal is a named pipe', async () => {
      await onHost(`cd ${folder} && sudo rm -f journal.ndjson && mkfifo journal.ndjson`);
      await project.fckOk('run', 'build', '--force');
      await project.fckOk('history', '-r', 'web');
    });

    it("ends a run before it writes through another account's link", async () => {
      await onHost(
        `cd ${folder} && sudo chmod 777 . ~intruder && mv builds elsewhere && sudo -u intruder ln -s ~intruder builds`,
      );
      // The control: who writes there writes into the home of the other one.
      await onHost(`echo here >${folder}/builds/landed`);
      const { code, stderr } = await project.fck('run', 'build', '--force');
      expect(code).toBe(1);
      expect(stderr).toContain(`On web-1, ${folder}/builds is a symbolic link that another account made.`);
      expect(await onHost('ls ~intruder')).toBe('landed\n');
    });
  });
});
