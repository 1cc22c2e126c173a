import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaintOf } from '../fixture/complaint.js';
import { GuestProject } from '../fixture/guest-project.js';
import { noSandbox, onHosts } from '../fixture/sandbox.js';

const config = `
name: e2e-keys
plugins: [sandbox, distribute, ./write.mjs]
roles:
  - name: builder
    sandbox: {count: 1}
    provision: {allow_access: {roles: web}}
    build: {write: {}}
  - name: web
    sandbox: {count: 1}
    provision: {create_key_pair: true}
    build: {copy_from: {role: builder}}
`;

/** A builder that writes one file: so large that it travels straight from host to host, and not through this machine. */
const plugin = `
export default function write(fck) {
  fck.builders.register('write', {
    about: 'writes a file',
    kind: 'made',
    schema: { '~standard': { version: 1, vendor: 'e2e', validate: (value) => ({ value }) } },
    async build(context) {
      const name = context.nameFor('abc1234');
      await context.remote.write(\`\${context.paths.build(name)}/app.py\`, \`number = \${context.number}\\n\${'#'.repeat(200_000)}\\n\`);
      return { name, commit: 'abc1234', sources: [] };
    },
  });
}
`;

interface SandboxHost {
  readonly name: string;
  readonly address: string;
  readonly identityFile: string;
  readonly hostKeys: readonly string[];
}

/** What a command on a host came to. */
interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

describe.skipIf(noSandbox)(onHosts('other accounts and the keys of hosts'), () => {
  let project: GuestProject;
  let hosts: readonly SandboxHost[];

  beforeAll(async () => {
    project = new GuestProject(config);
    project.write('write.mjs', plugin);
    mkdirSync(join(project.directory, 'node_modules/@fck'), { recursive: true });
    symlinkSync(
      fileURLToPath(new URL('../../packages/core', import.meta.url)),
      join(project.directory, 'node_modules/@fck/core'),
    );
    await project.fckOk('sandbox', 'up', '--install-missing');
    hosts = JSON.parse((await project.fckOk('sandbox', 'list', '--json')).stdout);
    await project.fckOk('run', 'provision');
    for (const host of ['builder-1', 'web-1']) await on(host, 'sudo useradd --create-home intruder');
  });

  afterAll(async () => {
    await project?.fck('sandbox', 'down');
    project?.remove();
  });

  const hostNamed = (name: string): SandboxHost => {
    const host = hosts.find((one) => one.name === name);
    if (!host) throw new Error(`there is no host ${name}`);
    return host;
  };

  /** Runs a line of shell on a host as deploy. */
  async function on(host: string, script: string): Promise<Result> {
    const { stdout } = await project.fck('exec', '-H', host, '--json', '--', script);
    const [result]: Result[] = JSON.parse(stdout);
    if (!result) throw new Error(`${host} gave no result`);
    return result;
  }

  describe('the key of a web host', () => {
    const key = '~/.ssh/fck_e2e-keys_ed25519';
    const program = '~/.ssh/fck_e2e-keys_send_only';

    /** What the application of a web host could do, if it ran as deploy. */
    const withKey = (command: string, ssh = 'ssh') => {
      const options =
        '-F /dev/null -o BatchMode=yes -o ConnectTimeout=10 -o HostKeyAlias=builder-1 -o UserKnownHostsFile=~/.ssh/fck_e2e-keys_known_builder-1';
      return on(
        'web-1',
        `${ssh} ${options} -i ${key} ${command.replace('HOST', `deploy@${hostNamed('builder-1').address}`)}`,
      );
    };

    /** What a build says that a web host was given. */
    const build = async () => (await project.fckOk('run', 'build', '--force', '--verbose')).stderr;

    it('fetches builds, and does nothing else', async () => {
      expect(await build()).toMatch(/e2e-keys_00001_abc1234: .* straight from builder-1/);
      expect((await on('web-1', 'head -n 1 /opt/www/e2e-keys/builds/*/app.py')).stdout).toBe('number = 1\n');
      const refused = {
        code: 126,
        stdout: '',
        stderr: expect.stringContaining('This key fetches builds of e2e-keys'),
      };
      expect(await withKey('HOST id')).toMatchObject(refused);
      expect((await withKey('-tt HOST </dev/null')).code).not.toBe(0);
      expect(await withKey("HOST 'fck-send-build e2e-keys_00001_abc1234 abc; id'")).toMatchObject(refused);
      expect((await withKey('-b - HOST <<<"get /etc/passwd"', 'sftp')).code).not.toBe(0);
      expect((await withKey('-W 127.0.0.1:22 HOST </dev/null')).stdout).toBe('');
    });

    it('that an older fck let in is narrowed by the next provision, and goes on fetching builds', async () => {
      await on(
        'builder-1',
        `sed -i 's/^restrict,command="[^"]*"/restrict/' ~/.ssh/authorized_keys; rm ${program}; echo '# mine' >>~/.ssh/authorized_keys`,
      );
      // The control: nothing but the line keeps the key from being a way in.
      expect(await withKey('HOST id')).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('(deploy)'),
      });
      await project.fckOk('run', 'provision', '-r', 'web');
      expect(await withKey('HOST id')).toMatchObject({ code: 126, stdout: '' });
      expect((await on('builder-1', 'cat ~/.ssh/authorized_keys')).stdout).toContain('# mine\n');
      expect(await build()).toMatch(/e2e-keys_00002_abc1234: .* straight from builder-1/);
    });

    it('is for deploy alone, and made again if it was not', async () => {
      const look = `stat -c '%a %U' ${key}; sudo -u intruder cat ${key}`;
      const alone = { code: 1, stdout: '600 deploy\n', stderr: expect.stringContaining('Permission denied') };
      expect(await on('web-1', look)).toMatchObject(alone);
      // The control: open like this, other accounts can read it.
      const { stdout } = await on(
        'web-1',
        `chmod 755 ~ ~/.ssh; chmod 644 ${key}; sudo -u intruder cat ${key}`,
      );
      expect(stdout).toContain('PRIVATE KEY');
      await project.fckOk('run', 'provision');
      expect(await on('web-1', look)).toMatchObject(alone);
      expect((await on('web-1', `cat ${key}`)).stdout).not.toBe(stdout);
      expect(await build()).toMatch(/e2e-keys_00003_abc1234: .* straight from builder-1/);
    });
  });

  describe('the lock of a host', () => {
    const fence = '/opt/www/.fence';
    /** Prints the files that an account can open, of those that keep runs and copies out. */
    const opened = (account: string) =>
      `for f in ${fence} /opt/www/.locking /opt/www/.lock /opt/www/e2e-keys/builds/.copying; do sudo test -e $f || echo $f is missing; sudo -u ${account} flock -sn $f true 2>/dev/null && echo $f; done; :`;

    it.each(['intruder', 'nobody'])('cannot be held by %s', async (account) => {
      await project.fckOk('lock', 'acquire', '--message', 'looked at by others');
      expect((await on('web-1', opened(account))).stdout).toBe('');
      // The control: the files exist, and a user who may open them can lock them.
      expect((await on('web-1', opened('deploy'))).stdout.split('\n')).toContain(fence);
      await project.fckOk('lock', 'release');
    });

    it('that another account could hold names the process, and is closed to it by the next run', async () => {
      // The control: open like this, it is held, and no run begins.
      const hold = `sudo chmod 666 ${fence}; sudo -u intruder setsid flock -o -s ${fence} sleep 600 >/dev/null 2>&1 & until sudo fuser ${fence} 2>/dev/null || pgrep -u intruder sleep; do sleep 0.1; done`;
      await on('web-1', hold);
      const { message, text } = complaintOf(await project.fck('run', 'build', '--force'));
      expect(message).toBe('web-1 cannot be locked: a process that fck did not start holds the lock files.');
      expect(text).toContain('LOCK_STEPS_RUN');
      const [, pid] = /process (\d+) of intruder: flock -o -s \/opt\/www\/\.fence sleep 600/.exec(text) ?? [];
      expect(pid, text).toBeDefined();
      await on(
        'web-1',
        `sudo kill ${pid}; sudo pkill -u intruder; while pgrep -u intruder; do sleep 0.1; done`,
      );
      await project.fckOk('run', 'build', '--force');
      expect((await on('web-1', `sudo -u intruder flock -sn ${fence} true`)).stderr).toContain(
        'Permission denied',
      );
    });
  });

  describe('a project of deploy', () => {
    /** All that another account could change: names, owners, modes, times. */
    const everything = async () =>
      (await on('web-1', "sudo find /opt/www /etc /home -printf '%p %u %g %m %T@ %l\\n' | sort")).stdout;

    beforeAll(async () => {
      const { address, identityFile, hostKeys } = hostNamed('web-1');
      await on(
        'web-1',
        "sudo useradd --create-home --shell /bin/bash second && echo 'second ALL=(ALL:ALL) NOPASSWD: ALL' | sudo tee /etc/sudoers.d/second && sudo cp -r ~/.ssh ~second/ && sudo chown -R second: ~second/.ssh",
      );
      const ssh = { key_filename: identityFile, host_keys: hostKeys };
      const web = {
        hosts: [{ name: 'web-1', address, user: 'second', ssh }],
        build: { write: {} },
      };
      project.write(
        'second.yaml',
        JSON.stringify({ name: 'e2e-keys', plugins: ['./write.mjs'], roles: { web } }),
      );
    });

    it('is not taken over by another account that may sudo, whatever it asks for', async () => {
      const before = await everything();
      for (const args of [
        ['plan', 'provision'],
        ['run', 'provision'],
        ['run', 'build'],
        ['run', 'activate'],
        ['run', 'rollback'],
        ['run', 'deactivate'],
        ['run', 'prune', '--keep', '0'],
      ]) {
        const { message, text } = complaintOf(await project.fck(...args, '--config', 'second.yaml'));
        expect(message, args.join(' ')).toBe(
          'The project on web-1 belongs to deploy, and this run logs in as second.',
        );
        expect(text).toMatch(/user: deploy[\s\S]*LOCK_OTHER_OWNER/);
      }
      expect(await everything()).toBe(before);
    });

    it('is not kept from it by anything else', async () => {
      // The control: the account gets in, and could change all of it.
      const { stdout } = await project.fckOk(
        'exec',
        '--config',
        'second.yaml',
        'id -un; sudo -n test -w /opt/www/e2e-keys/builds && echo may',
      );
      expect(stdout).toMatch(/second[\s\S]*may/);
      await project.fckOk('run', 'provision', 'build');
    });

    it('is taken over as the documentation says', async () => {
      await on('web-1', 'sudo chown -R --no-dereference --from=deploy second /opt/www/e2e-keys');
      await project.fckOk('run', 'provision', 'build', '--force', '--config', 'second.yaml');
      const { message } = complaintOf(await project.fck('run', 'build', '-r', 'web'));
      expect(message).toBe('The project on web-1 belongs to second, and this run logs in as deploy.');
    });
  });
});
