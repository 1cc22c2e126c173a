import { spawn } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { officialPlugins } from '../packages/cli/src/official-plugins.js';
import { complaintOf } from './fixture/complaint.js';
import { Load } from './fixture/load.js';
import { fckProgram } from './fixture/run-fck.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { gunicorn, nginx, plan, provision } from './fixture/site-on-host.js';
import { SiteProject } from './fixture/site-project.js';

interface Row {
  readonly host: string;
  readonly active: string;
  readonly running: boolean;
  readonly problem?: string;
  readonly unfinished?: { readonly phase: string; readonly build: string };
}

const SITE_BREAKS_BEHIND_ITS_PROXY = '/run/site-broken';

describe.skipIf(noSandbox)(onHosts('a fleet of two web hosts'), () => {
  const project = new SiteProject();
  let addresses: string[] = [];

  beforeAll(async () => {
    // Requests through nginx fail on a host with the file: only the verification request can detect that.
    project.edit('app/__init__.py', (text) =>
      text
        .replace(
          'HEADLINE',
          `BROKEN = os.path.exists(${JSON.stringify(SITE_BREAKS_BEHIND_ITS_PROXY)})\nHEADLINE`,
        )
        .replace('MODE == "500" else', 'MODE == "500" or BROKEN and "HTTP_X_REAL_IP" in environ else'),
    );
    project.commit('A site that can break behind its proxy');
    configure('fck.yaml', {});
    await project.fckOk(['sandbox', 'up', '--install-missing']);
    const hosts: { address: string }[] = JSON.parse((await project.fckOk(['hosts', '--json'])).stdout);
    addresses = hosts.map(({ address }) => address);
    await project.fckOk(['up']);
    await deployPage('The second page');
  });

  afterAll(() => project.remove());

  /** Writes a configuration whose site switches by this strategy. */
  function configure(file: string, strategy: object, more: object = {}, ofProject: object = {}): void {
    const activate = { http_test_path: '/', gunicorn, nginx, strategy, ...more };
    const web = { sandbox: { count: 2 }, provision, build: { plan }, activate };
    project.write(
      file,
      JSON.stringify({ name: 'e2e-fleet', repos: { site: { path: 'site' } }, ...ofProject, roles: { web } })
        // JSON has no tags.
        .replace('"@TOKEN"', '!secret op op://e2e/site/token'),
    );
  }

  function commitPage(page: string): void {
    project.edit('app/__init__.py', (text) =>
      text.replace(/^HEADLINE = .*$/m, `HEADLINE = ${JSON.stringify(page)}`),
    );
    project.commit(page);
  }

  async function deployPage(page: string): Promise<void> {
    commitPage(page);
    await project.fckOk(['run', 'build', 'activate']);
  }

  const pages = () =>
    Promise.all(addresses.map(async (address) => (await fetch(`http://${address}/`)).text()));
  const status = async (): Promise<Row[]> => JSON.parse((await project.fckOk(['status', '--json'])).stdout);

  /** Process ids of foreign programs on the first host, and of nginx's master. */
  const foreignProcesses = () => project.onHost('web-1', 'sudo supervisorctl pid theirs; cat /run/nginx.pid');

  it('leaves the programs of others alone', async () => {
    await project.onHost(
      'web-1',
      "printf '[program:theirs]\\ncommand=sleep 9999\\n' | sudo tee /etc/supervisor/conf.d/theirs.conf && sudo supervisorctl update theirs",
    );
    const before = await foreignProcesses();
    expect(before).toMatch(/^\d+\n\d+\n$/);
    await project.fckOk(['restart']);
    expect(await foreignProcesses()).toBe(before);
  });

  it('shows the logs of both hosts, and follows them across a restart and the loss of a host', async () => {
    const started = ['--grep', 'Listening at'];
    const { stdout, stderr } = await project.fckOk(['logs', '--since', '1h', '--json', ...started]);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const ofHost = (host: string) =>
      expect.objectContaining({
        type: 'line',
        host,
        role: 'web',
        service: 'gunicorn',
        build: expect.any(String),
      });
    expect(rows).toEqual(expect.arrayContaining([ofHost('web-1'), ofHost('web-2')]));
    expect(rows).toContainEqual({ type: 'note', host: 'web-1', text: expect.stringContaining('no times') });
    expect(stderr).toBe('');
    expect(await project.fck(['logs', '--service', 'celery'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Services there: gunicorn.'),
    });

    const line = `"${process.execPath}" "${fckProgram}" logs --follow | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const head = spawn('bash', ['-c', line], { cwd: project.directory });
    let first = '';
    head.stdout.on('data', (text: Buffer) => {
      first += text.toString();
    });
    const headEnded = new Promise((resolve) => head.once('close', resolve));

    const following = spawn(process.execPath, [fckProgram, 'logs', '-f', ...started], {
      cwd: project.directory,
      env: { ...process.env, NO_COLOR: '1' },
    });
    const seen = { out: '', errors: '' };
    following.stdout.on('data', (text: Buffer) => {
      seen.out += text.toString();
    });
    following.stderr.on('data', (text: Buffer) => {
      seen.errors += text.toString();
    });
    const ended = new Promise((resolve) => following.once('close', resolve));
    const count = (host: string) =>
      seen.out.match(new RegExp(`^${host} gunicorn #2  .*Listening`, 'gm'))?.length ?? 0;
    const within = { timeout: 30_000 };
    await expect.poll(() => Math.min(count('web-1'), count('web-2')), within).toBeGreaterThan(0);
    const before = { first: count('web-1'), second: count('web-2') };
    await project.fckOk(['restart']);
    await expect.poll(() => count('web-1'), within).toBe(before.first + 1);
    await expect.poll(() => count('web-2'), within).toBe(before.second + 1);
    await headEnded;
    expect(first).toMatch(/^web-\d gunicorn #\d .*\n0\n$/);

    // Ends the connection through which the log is read.
    await project.onHost(
      'web-2',
      'pid=$(pgrep -n -x tail); while [ "$pid" -gt 1 ]; do case $(cat /proc/$pid/comm) in sshd*) sudo kill $pid; exit;; esac; pid=$(ps -o ppid= -p $pid | tr -d " "); done',
    );
    await expect.poll(() => seen.errors, within).toMatch(/^web-2 {2}✖ .*connection/im);
    await project.fckOk(['restart', '-H', 'web-1']);
    await expect.poll(() => count('web-1'), within).toBe(before.first + 2);
    following.kill('SIGINT');
    expect(await ended).toBe(130);
    for (const host of ['web-1', 'web-2'])
      await expect.poll(() => project.onHost(host, 'pgrep -x tail; :'), within).toBe('');
  });

  it('a healthy fleet needs nothing, and each kind of drift is found by the plan and by the status', async () => {
    const planned = async (...args: string[]) => {
      const { code, stdout } = await project.fck(['plan', '--detailed-exitcode', ...args]);
      return { code, stdout };
    };
    const asked = async () => {
      const { code, stdout } = await project.fck(['status', '--json']);
      const rows: Row[] = JSON.parse(stdout);
      return { code, problems: rows.map(({ problem }) => problem) };
    };
    const healthy = { code: 0, problems: [undefined, undefined] };
    expect(await planned()).toEqual({ code: 0, stdout: expect.stringContaining('Nothing would change.') });
    expect(await asked()).toEqual(healthy);
    const master = () => project.onHost('web-2', 'pgrep -o -f bin/gunicorn');
    const before = await master();
    expect((await project.fckOk(['up'])).stderr).toContain('nothing to change');
    expect(await master()).toBe(before);

    configure('environment.yaml', {}, { gunicorn: { ...gunicorn, env: { OTHER: 'value' } } });
    expect(await planned('--config', 'environment.yaml')).toMatchObject({ code: 2 });
    await project.onHost('web-1', 'sudo supervisorctl stop all >/dev/null; true');
    expect(await planned()).toEqual({ code: 2, stdout: expect.stringMatching(/^web-1\n(?![\s\S]*^web-2)/m) });
    expect(await asked()).toEqual({
      code: 1,
      problems: [expect.stringMatching(/does not run under supervisor; .*answers 502/), undefined],
    });
    const site = '/etc/nginx/conf.d/fck-e2e-fleet.web.conf';
    await project.onHost('web-2', `echo '# mine' | sudo tee -a ${site}`);
    expect((await planned()).stdout).toMatch(/^web-2\n/m);
    expect((await asked()).problems[1]).toBe(`${site} was changed since fck wrote it`);
    const { stderr } = await project.fckOk(['run', 'activate']);
    expect(stderr).toContain(`is activated again: ${site} was changed since fck wrote it`);
    expect([await asked(), (await planned()).code]).toEqual([healthy, 0]);

    await project.onHost('web-1', 'sudo systemctl stop nginx; sudo mv /usr/bin/virtualenv /usr/bin/away');
    expect(await asked()).toEqual({
      code: 1,
      problems: [expect.stringMatching(/^nginx does not answer at http:/), undefined],
    });
    const missing = await planned();
    expect(missing).toEqual({ code: 2, stdout: expect.stringContaining('virtualenv') });
    expect(missing.stdout).toContain('nginx');
    await project.onHost('web-1', 'sudo systemctl start nginx; sudo mv /usr/bin/away /usr/bin/virtualenv');
    expect((await planned()).code).toBe(0);

    commitPage('A page that is only planned');
    const { code, stdout } = await planned();
    project.removeLastCommit();
    expect({ code, stdout }).toEqual({
      code: 2,
      stdout: expect.stringMatching(
        /start gunicorn of the newest build on a socket[\s\S]*have nginx serve the newest build[\s\S]*stop fck-/,
      ),
    });
  });

  it('is undone as a whole if a later wave fails, and says what each host is', async () => {
    await project.onHost('web-2', `sudo touch ${SITE_BREAKS_BEHIND_ITS_PROXY}`);
    commitPage('The third page');
    configure('waves.yaml', { canary: 1 });
    const ended = await project.fck(['run', 'build', 'activate', '--config', 'waves.yaml']);
    const { stderr } = ended;
    expect(stderr).toContain('switch (wave 1 of 2): web-1');
    expect(stderr).toMatch(/web-1 .*undo.*back on e2e-fleet_00002_/);
    expect(stderr).toMatch(/web-2 .*undo.*back on e2e-fleet_00002_/);
    expect(complaintOf(ended).text).toMatch(
      /Different from e2e-fleet_00002_\w+, the last build[\s\S]*commit +~ site \w+ → \w+/,
    );
    expect(await pages()).toEqual(['The second page', 'The second page']);
  });

  it('continues without a failed host, if the user asks for that', async () => {
    const { code, stderr } = await project.fck(['run', 'activate', '--continue']);
    expect(code).toBe(1);
    expect(stderr).toContain('does not answer with e2e-fleet_00003_');
    expect(await pages()).toEqual(['The third page', 'The second page']);
    await project.onHost('web-2', `sudo rm ${SITE_BREAKS_BEHIND_ITS_PROXY}`);
  });

  it('goes back to one build under load, and no request fails', async () => {
    await project.fckOk(['run', 'activate']);
    expect(await pages()).toEqual(['The third page', 'The third page']);
    const loads = addresses.map((address) => new Load(`http://${address}/`, 16));
    await project.fckOk(['rollback']);
    for (const load of loads) {
      const { requests, failures } = await load.end();
      expect(failures).toEqual([]);
      expect(requests).toBeGreaterThan(100);
    }
    expect(await pages()).toEqual(['The second page', 'The second page']);
    const { stderr } = await project.fckOk(['run', 'activate']);
    expect(stderr).toMatch(/e2e-fleet_00003_\w+ was rolled back from, so e2e-fleet_00002_\w+ is activated/);
    const { stdout } = await project.fckOk(['builds']);
    expect(stdout).toMatch(/web-2 +web +e2e-fleet_00003_\w+ +rejected /);
    expect(stdout).toMatch(/web-2 +web +e2e-fleet_00002_\w+ +served +yes .* \d+(\.\d)? [KM]B/);
  });

  it('converges after fck was killed between the switch of one host and that of the other', async () => {
    commitPage('The fourth page');
    configure('pause.yaml', { canary: 1, pause: 120 });
    await project.fckOk(['run', 'build']);
    await killedWhileItPauses();
    expect(await pages()).toEqual(['The fourth page', 'The second page']);
    expect((await status()).map(({ unfinished }) => unfinished?.phase)).toEqual(['switching', 'preparing']);
    const { stderr } = await project.fckOk(['run', 'activate', '--verbose']);
    expect(stderr).toContain('is undone: e2e-fleet_00002_');
    expect(await pages()).toEqual(['The fourth page', 'The fourth page']);
    for (const row of await status()) expect(row).toMatchObject({ running: true });
    const left = "sudo supervisorctl status | grep -c '^fck-'; ls -A /opt/www/e2e-fleet/transactions";
    expect(await project.onHost('web-1', left)).toBe('1\n');
    expect(await project.onHost('web-2', left)).toBe('1\n');
  });

  it('releases once into data that outlives builds, and a rollback returns to the environment of the older build', async () => {
    const release = ['echo "$SETTING of $FCK_BUILD by $(id -un)" >> uploads/released'];
    // A stand-in for the program of 1Password, which records what it is asked.
    project.write('bin/op', '#!/bin/sh\necho "$*" >>"$PWD/asked"\nprintf "canary-%s" token\n');
    chmodSync(join(project.directory, 'bin/op'), 0o755);
    vi.stubEnv('PATH', `${join(project.directory, 'bin')}:${process.env['PATH']}`);
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const asked1Password = () => readFileSync(join(project.directory, 'asked'), 'utf8');
    const withEnvironment = (setting: string) => ({
      plugins: [...officialPlugins, 'secrets'],
      data: { uploads: '0750' },
      env: { SETTING: setting, TOKEN: '@TOKEN' },
    });
    const deploy = async (page: string, setting: string, commands: readonly string[] = release) => {
      commitPage(page);
      configure('fck.yaml', {}, { release: commands }, withEnvironment(setting));
      return project.fck(['run', 'build', 'activate']);
    };
    const onEach = (command: string) =>
      Promise.all(['web-1', 'web-2'].map((host) => project.onHost(host, command)));
    const environments = () =>
      onEach(
        'sudo sh -c \'tr "\\0" "\\n" < /proc/$(pgrep -o gunicorn)/environ\' | grep -E \'^(SETTING|TOKEN)=\'',
      );
    // What outlives builds is readable for the user of the services alone.
    const released = () => onEach('sudo cat /opt/www/e2e-fleet/data/uploads/released 2>/dev/null || :');

    expect((await deploy('The fifth page', 'one')).code).toBe(0);
    expect(asked1Password()).toBe('read --no-newline op://e2e/site/token\n');
    expect(await environments()).toEqual(Array(2).fill('SETTING=one\nTOKEN=canary-token\n'));
    expect(await released()).toEqual([
      expect.stringMatching(/^one of e2e-fleet_\d+_\w+ by fck-e2e-fleet\n$/),
      '',
    ]);
    // The other host alone: it is known there that the first one has released.
    const again = await project.fckOk(['run', 'activate', '--force', '-H', 'web-2']);
    expect(again.stderr).toMatch(/The release commands of e2e-fleet_\d+_\w+ were run before\./);
    expect((await released())[1]).toBe('');

    const asked =
      'echo "$SETTING of $FCK_BUILD by $(id -un), ${#TOKEN} characters"; tr "\\0" " " </proc/$PPID/cmdline';
    const inApp = await project.fckOk(['app', '--json', '--', asked]);
    expect(JSON.parse(inApp.stdout)).toMatchObject([
      {
        host: 'web-1',
        stdout: expect.stringMatching(/^one of e2e-fleet_\d+_\w+ by fck-e2e-fleet, 12 characters\n/),
      },
    ]);
    expect(inApp.stdout).not.toContain('***');
    const onTerminal = await project.onTerminal([
      'app',
      '-H',
      'web-2',
      '--',
      `${asked}; tty; ls -d /dev/shm/fck-* || :`,
    ]);
    expect(onTerminal).toMatch(/one of e2e-fleet_\d+_\w+ by fck-e2e-fleet, 12 characters\r?\n/);
    expect(onTerminal).toMatch(/\/dev\/pts\/\d+\r?\n.*No such file/);
    expect(onTerminal).not.toContain('canary');
    expect(await project.fck(['app', '--all-hosts', '--', 'exit 7'])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/(web-\d .*exit code 7\n){2}/),
    });

    configure('fck.yaml', {}, { release }, withEnvironment('two'));
    const variables = JSON.parse((await project.fckOk(['env', '--json'])).stdout);
    expect(variables).toMatchObject([
      { name: 'SETTING', source: 'text', differsOn: ['web-1', 'web-2'] },
      { name: 'TOKEN', source: '!secret op op://e2e/site/token', differsOn: [], unknownOn: [] },
    ]);
    const { stderr } = await project.fckOk(['run', 'activate']);
    expect(stderr).toContain('its environment differs: SETTING.');
    expect(await environments()).toEqual(Array(2).fill('SETTING=two\nTOKEN=canary-token\n'));

    expect((await deploy('The sixth page', 'three')).code).toBe(0);
    expect((await released())[0]?.split('\n')).toHaveLength(3);
    const back = await project.fckOk(['rollback']);
    expect(back.stderr).toMatch(/Release commands were run since e2e-fleet_\d+_\w+: /);
    expect(await pages()).toEqual(['The fifth page', 'The fifth page']);
    expect(await environments()).toEqual(Array(2).fill('SETTING=two\nTOKEN=canary-token\n'));

    const failed = await deploy('The seventh page', 'four', ['echo the migration failed >&2; exit 3']);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('the migration failed');
    expect(await pages()).toEqual(['The fifth page', 'The fifth page']);
    expect(await environments()).toEqual(Array(2).fill('SETTING=two\nTOKEN=canary-token\n'));

    // Only root can read the value on the hosts, and no journal of this machine has it. The brackets: sudo logs the command.
    const open = 'grep -rl canary-toke[n] /opt/www /etc /var/log /tmp 2>/dev/null || :';
    expect(await onEach(`sudo -u nobody sh -c ${JSON.stringify(open)}; ${open}`)).toEqual(['', '']);
    const journals = readdirSync(join(project.directory, '.fck/runs'));
    expect(journals).not.toEqual([]);
    for (const file of journals)
      expect(readFileSync(join(project.directory, '.fck/runs', file), 'utf8')).not.toContain('canary-token');
  });

  it('runs jobs with the build that serves, and their schedule is part of the switch', async () => {
    const says = 'echo "runs in $PWD as $(id -un) with $JOB"; command -v gunicorn';
    const nightly = { command: says, at: 'daily 03:00', env: { JOB: 'canary-job' } };
    const everywhere = { command: 'true', at: '*/30 * * * *', hosts: 'all' };
    const broken = { command: 'echo this is broken; exit 3', at: 'monthly 1 00:00' };
    const slow = {
      command:
        'while [ ! -e /run/job-may-end ]; do sleep 0.1; done; python -c "import app; print(app.HEADLINE)"',
      at: 'weekly sun 04:00',
    };
    const all = { nightly, everywhere, broken, slow };
    const withSchedule = (file: string, schedule: object) =>
      configure(file, {}, { schedule }, { keep_builds: 1 });
    /** The status of the first host, also with a problem. */
    const first = async (): Promise<Row> => JSON.parse((await project.fck(['status', '--json'])).stdout)[0];
    const jobs = async (): Promise<{ host: string; job: string; next?: string }[]> =>
      JSON.parse((await project.fckOk(['jobs', 'list', '--json'])).stdout);
    const units = (host: string) =>
      project.onHost(
        host,
        "cd /etc/systemd/system && ls | grep ^fckjob- | grep timer; grep -h '^[OW].*=' fckjob-*",
      );
    withSchedule('fck.yaml', all);
    await deployPage('The page with jobs');
    const active = (await first()).active;

    expect((await jobs()).map(({ host, job, next }) => [host, job, next !== undefined])).toEqual([
      ['web-1', 'nightly', true],
      ['web-1', 'everywhere', true],
      ['web-1', 'broken', true],
      ['web-1', 'slow', true],
      ['web-2', 'everywhere', true],
    ]);
    const { stdout } = await project.fckOk(['jobs', 'run', 'nightly']);
    expect(stdout).toMatch(
      new RegExp(
        `^runs in /opt/www/e2e-fleet/builds/${active}\\S* as \\S+ with canary-job\n/opt/www/e2e-fleet/builds/${active}/bin/gunicorn\n`,
      ),
    );
    expect((await project.fckOk(['jobs', 'logs', 'nightly'])).stdout).toContain('with canary-job');
    const modes = `sudo sh -c 'stat -c "%U %a" /etc/fck/schedule /etc/fck/schedule/*'`;
    expect(await project.onHost('web-1', modes)).toBe(`root 700\n${'root 600\n'.repeat(4)}`);
    expect((await project.fck(['plan', '--detailed-exitcode'])).code).toBe(0);

    await project.onHost('web-1', 'sudo systemctl start --no-block fckjob-e2e-fleet.web.slow.service');
    await project.onHost('web-1', 'sudo systemctl stop fckjob-e2e-fleet.web.nightly.timer');
    expect((await first()).problem).toBe('the timer of the job nightly does not run');
    expect((await project.fckOk(['run', 'activate'])).stderr).toContain(
      'the timer of the job nightly does not run',
    );
    const before = [await units('web-1'), await units('web-2')];

    await project.onHost('web-2', `sudo touch ${SITE_BREAKS_BEHIND_ITS_PROXY}`);
    withSchedule('other-jobs.yaml', { nightly: { ...nightly, at: 'daily 04:00' }, other: everywhere });
    commitPage('A page that breaks');
    expect((await project.fck(['run', 'build', 'activate', '--config', 'other-jobs.yaml'])).code).toBe(1);
    expect([await units('web-1'), await units('web-2')]).toEqual(before);
    expect(before[0]).toContain('OnCalendar=*-*-* 03:00:00');
    expect((await jobs()).every(({ next }) => next !== undefined)).toBe(true);
    await project.onHost('web-2', `sudo rm ${SITE_BREAKS_BEHIND_ITS_PROXY}`);

    for (const page of ['The second page with jobs', 'The third page with jobs', 'The fourth page with jobs'])
      await deployPage(page);
    expect(await units('web-1')).not.toContain(active);
    await project.onHost('web-1', 'sudo touch /run/job-may-end');
    await expect
      .poll(async () => (await project.fckOk(['jobs', 'logs', 'slow'])).stdout)
      .toContain('The page with jobs');

    expect(await project.fck(['jobs', 'run', 'broken'])).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('this is broken'),
    });
    expect((await first()).problem).toMatch(/^the job broken failed with exit code 3 at /);
    // The build of the job that has ended is not needed any more; a job that failed is no reason to change anything.
    expect((await project.fckOk(['plan'])).stdout).toBe(`web-1\n  ~ prune\n      remove ${active}\n`);
    await project.fckOk(['rollback']);
    expect(await units('web-1')).toContain((await first()).active);

    configure('fck.yaml', {});
    await project.fckOk(['run', 'activate', '--force']);
    const left = 'sudo ls /etc/fck/schedule; ls /etc/systemd/system | grep fckjob || :';
    expect(await project.onHost('web-1', left)).toBe('');
  });

  /** Runs an activation until its first wave has switched, and kills it there. */
  function killedWhileItPauses(): Promise<void> {
    const args = [fckProgram, 'run', 'activate', '--config', 'pause.yaml', '--json'];
    const child = spawn(process.execPath, args, {
      cwd: project.directory,
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 100_000,
    });
    let seen = '';
    child.stdout.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes('The next wave follows')) child.kill('SIGKILL');
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (_code, signal) =>
        signal === 'SIGKILL' ? resolve() : reject(new Error(`it was not killed:\n${seen}`)),
      );
    });
  }
});
