import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFck } from '../packages/cli/dist/index.js';
import { watch } from './faults/fixture/watched-run.js';
import { complaintOf } from './fixture/complaint.js';
import { Load } from './fixture/load.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { gunicorn, nginx, plan } from './fixture/site-on-host.js';
import { SiteProject } from './fixture/site-project.js';
import { hostsOfSystem } from './fixture/systems.js';

type Mapping = Readonly<Record<string, unknown>>;

/** Keys that systemd 252 does not know, and passes over. */
const UNKNOWN_HERE = /Unknown key (name )?'(RestartSteps|RestartMaxDelaySec)' in section/;

describe.skipIf(noSandbox)(onHosts('process managers: a host with supervisor in its repositories'), () => {
  const project = new SiteProject();
  let address = '';

  /** Writes the configuration, with other keys of `activate:`. */
  const configure = (activate: Mapping, env: Mapping = { KEY: 's3cr3t' }) =>
    project.write(
      'fck.yaml',
      JSON.stringify({
        name: 'e2e-managers',
        repos: { site: { path: 'site' } },
        roles: {
          web: {
            sandbox: { count: 1 },
            provision: { tools: ['python3', 'virtualenv'] },
            build: { plan },
            activate: { http_test_path: '/', gunicorn: { ...gunicorn, workers: 2, env }, nginx, ...activate },
          },
        },
      }),
    );
  /** All that a command prints, which must succeed. */
  const printed = async (...args: string[]) => {
    const { stdout, stderr } = await project.fckOk(args);
    return stdout + stderr;
  };
  const onHost = async (script: string) => (await project.onHost('web-1', script)).trim();
  const page = async () => (await fetch(`http://${address}/`)).text();
  const units = () => onHost('ls /etc/systemd/system | grep "^fck-e2e-managers"; sudo ls /etc/fck/systemd');
  const programs = () => onHost('sudo supervisorctl status | grep -c RUNNING; :');

  beforeAll(async () => {
    configure({ process_manager: 'systemd' });
    const { stdout } = await project.fckOk(['sandbox', 'up', '--install-missing', '--json']);
    [{ address = '' }] = JSON.parse(stdout);
  });
  afterAll(() => project.remove());

  it('systemd runs what it is named for, and no other process manager is installed', async () => {
    await project.fckOk(['run', 'provision', 'build', 'activate']);
    expect(await page()).toBe('The first page');
    expect(
      await onHost(
        'command -v supervisord; cd /etc/systemd/system && systemctl is-enabled fck-e2e-managers.*',
      ),
    ).toBe('enabled');
    expect(await printed('run', 'provision')).toContain('nothing to change');
  });

  it('systemd understands its unit, which holds no secret', async () => {
    const verified = await onHost('systemd-analyze verify /etc/systemd/system/fck-e2e-managers.* 2>&1; :');
    expect(verified.split('\n').filter((line) => line !== '' && !UNKNOWN_HERE.test(line))).toEqual([]);
    expect(await onHost('cat /etc/systemd/system/fck-e2e-managers.*; ps -ef')).not.toContain('s3cr3t');
    expect(await onHost('sudo sh -c "stat -c \'%a %U\' /etc/fck/systemd /etc/fck/systemd/*"')).toBe(
      '700 root\n600 root',
    );
    expect(
      await onHost(
        "sudo cat /proc/$(systemctl show -P MainPID 'fck-e2e-managers.*')/environ | tr '\\0' '\\n' | grep KEY",
      ),
    ).toBe('KEY=s3cr3t');
  });

  it('`fck logs` reads the journal, with its times', async () => {
    const { stdout } = await project.fckOk(['logs', '--since', '2h', '--grep', 'Listening at', '--json']);
    const [row] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(row).toMatchObject({ type: 'line', host: 'web-1', service: 'gunicorn' });
    expect(Math.abs(Date.now() - Date.parse(row.at))).toBeLessThan(2 * 3_600_000);
    const { stdout: text } = await project.fckOk(['logs', '-t', '20']);
    expect(text).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d {2}web-1 gunicorn #1 {2}.*Listening at/m);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    expect((await project.fckOk(['logs', '--since', later])).stdout).toBe('');
  });

  it('three deploys under a load of 16 connections fail no request', async () => {
    const load = new Load(`http://${address}/`, 16);
    for (const headline of ['The second page', 'The third page', 'The fourth page']) {
      project.edit('app/__init__.py', (text) => text.replace(/The \w+ page/, headline));
      project.commit(headline);
      await project.fckOk(['run', 'build', 'activate']);
    }
    const { requests, failures, pages } = await load.end();
    expect(failures).toEqual([]);
    expect(requests).toBeGreaterThan(100);
    expect([...pages].at(-1)).toBe('The fourth page');
    expect((await units()).split('\n')).toHaveLength(2);
  });

  it('a main process that was killed is started again, and so is the service after a reboot', async () => {
    const main = () => onHost("systemctl show -P MainPID 'fck-e2e-managers.*'");
    const before = await main();
    await onHost(`sudo kill -9 ${before}`);
    const served = async () => (await fetch(`http://${address}/`).catch(() => undefined))?.status === 200;
    // Right after the end there is no main process (0), while orphaned workers may still answer.
    await expect.poll(main).not.toMatch(new RegExp(`^(0|${before})$`));
    const status = async () => JSON.parse((await project.fck(['status', '--json'])).stdout);
    await expect.poll(status).toMatchObject([{ running: true, serving: true }]);
    const fck = await createFck({ cwd: project.directory });
    try {
      fck.tasks.register('reboot-test', {
        about: 'reboots',
        run: ({ eachHost }) => eachHost(({ remote }) => remote.reboot({ within: 180 })),
      });
      await fck.run(['reboot-test']);
    } finally {
      await fck.close();
    }
    await expect.poll(served).toBe(true);
  });

  it('a build that does not start switches nothing, and its log says why', async () => {
    const before = await units();
    configure({ process_manager: 'systemd' }, { SITE_MODE: 'crash' });
    const complaint = complaintOf(await project.fck(['run', 'activate']));
    expect(complaint.text).toContain('SYSTEMD_SERVICE_ENDED');
    expect(complaint.text).toContain('the database is not configured');
    expect(await page()).toBe('The fourth page');
    expect(await units()).toBe(before);
  });

  it('services move to supervisor and back under load, and what ran them has none left', async () => {
    const load = new Load(`http://${address}/`, 8);
    configure({ process_manager: 'supervisor' });
    expect(await printed('run', 'provision', 'activate')).toContain(
      'its services run under systemd, and are to run under supervisor',
    );
    expect({ units: await units(), programs: await programs() }).toEqual({ units: '', programs: '1' });
    // Named no longer, it stays, though systemd would do as well.
    configure({});
    await project.fckOk(['run', 'provision', 'restart']);
    expect(await programs()).toBe('1');
    configure({ process_manager: 'systemd' });
    await project.fckOk(['run', 'provision', 'activate']);
    expect(await programs()).toBe('0');
    expect((await units()).split('\n')).toHaveLength(2);
    expect((await load.end()).failures).toEqual([]);
  });

  it('`rollback` and `deactivate` work, and nothing is left', async () => {
    await project.fckOk(['rollback']);
    expect(await page()).toBe('The third page');
    await project.fckOk(['run', 'deactivate']);
    expect(await units()).toBe('');
  });

  describe('a worker that must not run twice', () => {
    /** Every start, job and end of the worker, with its process and build; "TWO": another one ran beside it. */
    const JOBS = '/srv/jobs/log';
    const worker = `import fcntl, os, signal, sys, time

ended = []
signal.signal(signal.SIGTERM, lambda *_: ended.append(True))


def note(what):
    with open("${JOBS}", "a") as log:
        log.write(f"{what} {os.getpid()} {os.environ['FCK_BUILD'].split('_')[1]}\\n")


def run():
    lock = open("/srv/jobs/lock", "w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        note("TWO")
    note("start")
    begun = time.monotonic()
    while not ended:
        note("job")
        time.sleep(0.05)
        if os.environ.get("DIES") and time.monotonic() - begun > 2.5:
            sys.exit(7)
    time.sleep(0.3)
    note("end")
`;
    const services = (env: Mapping = {}) => ({
      jobs: { command: 'site-jobs', env, stop: { within: 20 }, health: { steady: 4 } },
    });
    /** Lines that are not jobs, and the last line, each as words. */
    const log = async () => (await onHost(`cat ${JOBS}`)).split('\n').map((line) => line.split(' '));
    const commitBuild = (headline: string) => {
      project.edit('app/__init__.py', (text) => text.replace(/The \w+ page/, headline));
      project.commit(headline);
    };
    /** Asserts that one worker of a build runs, and that all before it had ended before the next one began. */
    const expectOneWorker = async (build: string) => {
      const lines = await log();
      expect(lines.filter(([what]) => what === 'TWO')).toEqual([]);
      const turns = lines.filter(([what]) => what !== 'job');
      const running = turns.at(-1);
      expect(running).toEqual(['start', expect.any(String), build]);
      // Each one that began has ended, by itself and before the next began.
      for (const [index, [what, pid]] of turns.slice(0, -1).entries())
        expect(turns[index + (what === 'start' ? 1 : -1)]?.[1], `${turns}`).toBe(pid);
      // No job of another one came after its start.
      const began = lines.findIndex(([what, pid]) => what === 'start' && pid === running?.[1]);
      expect(new Set(lines.slice(began).map(([, pid]) => pid)).size).toBe(1);
      expect(await onHost('pgrep -fc bin/site-job[s]')).toBe('1');
    };

    beforeAll(async () => {
      project.write('site/app/jobs.py', worker);
      project.edit('setup.py', (text) =>
        text.replace(
          'version=',
          'entry_points={"console_scripts": ["site-jobs=app.jobs:run"]},\n    version=',
        ),
      );
      project.commit('A worker');
    });

    it.each(['systemd', 'supervisor'])(
      'under %s: changes over in the switch, and returns when that fails or is killed',
      async (manager) => {
        await onHost(`sudo rm -rf /srv/jobs && sudo install -d -m 1777 /srv/jobs`);
        configure({ process_manager: manager, services: services() });
        await project.fckOk(['run', 'provision', 'build', 'activate', '--force']);
        const [, , first = ''] = (await log())[0] ?? [];
        await expectOneWorker(first);

        commitBuild('The next page');
        await project.fckOk(['run', 'build', 'activate']);
        const second = (await log()).at(-1)?.[2] ?? '';
        expect(second).not.toBe(first);
        await expectOneWorker(second);
        expect(await printed('run', 'activate')).toContain('nothing to do');

        // It dies after it was proven to run: the switch is undone, and the old one works again.
        configure({ process_manager: manager, services: services({ DIES: 'soon' }) });
        commitBuild('The dying page');
        const complaint = complaintOf(await project.fck(['run', 'build', 'activate']));
        expect(complaint.text).toContain('did not stay up');
        await expect.poll(async () => (await log()).at(-1)?.[2]).toBe(second);
        expect((await log()).filter(([what]) => what === 'TWO')).toEqual([]);
        expect(await page()).toBe('The next page');

        // fck is killed while they change over.
        configure({ process_manager: manager, services: services() });
        await onHost(`sudo truncate -c -s 0 ${JOBS}`);
        const points = [
          /^change .*until its successor is proven/,
          /^step:end .*change over/,
          /^step:start .*stop what served before/,
        ];
        for (const point of points) {
          let killed = false;
          await watch(project.directory, ['run', 'activate', '--force'], ({ text }, run) => {
            if (killed || !point.test(text)) return;
            killed = true;
            run.kill();
          });
          expect(killed, `${point}`).toBe(true);
          const { stdout } = await project.fckOk(['run', 'activate', '--force']);
          const lines = await log();
          expect(
            lines.filter(([what]) => what === 'TWO'),
            `${point}\n${stdout}`,
          ).toEqual([]);
          expect(await onHost('pgrep -fc bin/site-job[s]'), `${point}`).toBe('1');
        }
        const [status] = JSON.parse((await project.fck(['status', '--json'])).stdout);
        expect(status).toMatchObject({ running: true, serving: true });
        expect(status.unfinished ?? null).toBeNull();
        await project.fckOk(['run', 'deactivate']);
        expect(await onHost('pgrep -fc bin/site-job[s]; :')).toBe('0');
      },
    );
  });

  it('an application of Flask that is no package is served from app/, by each of them', async () => {
    rmSync(join(project.repository, 'setup.py'));
    rmSync(join(project.repository, 'app'), { recursive: true });
    project.write('site/requirements.txt', 'flask\ngunicorn\n');
    project.write(
      'site/app.py',
      'import flask\n\napp = flask.Flask(__name__)\n\n\n@app.get("/")\ndef page():\n    return flask.render_template("page.txt", words=open("words.txt").read())\n',
    );
    project.write('site/templates/page.txt', 'A page of {{ words }}');
    project.write('site/words.txt', 'files');
    project.write('site/static/style.css', 'body { color: olive }');
    project.commit('An application');
    const statics = { nginx: { ...nginx, static: [{ url: '/static/', local: 'static/' }] } };
    configure({ process_manager: 'systemd', ...statics });
    expect(await printed('run', 'build', 'activate')).toContain('requirements.txt is installed');
    expect(await page()).toBe('A page of files');
    expect(await (await fetch(`http://${address}/static/style.css`)).text()).toContain('olive');

    project.write('site/words.txt', 'more files');
    project.commit('Other words');
    configure({ process_manager: 'supervisor', ...statics });
    expect(await printed('run', 'provision', 'build', 'activate')).not.toContain('pip install');
    expect(await page()).toBe('A page of more files');
    await project.fckOk(['run', 'deactivate']);
  });
});

describe.skipIf(noSandbox)(
  onHosts('process managers: a host whose repositories do not offer supervisor (stand-in for Amazon Linux)'),
  () => {
    const project = new SiteProject();
    let address = '';
    const configure = (activate: Mapping) =>
      project.write(
        'fck.yaml',
        JSON.stringify({
          name: 'e2e-offered',
          repos: { site: { path: 'site' } },
          roles: {
            web: {
              ...hostsOfSystem('amzn-2023'),
              build: { plan },
              activate: { http_test_path: '/', gunicorn, nginx, ...activate },
            },
          },
        }),
      );
    const onHost = async (script: string) => (await project.onHost('web-1', script)).trim();
    const printed = async (...args: string[]) => {
      const { stdout, stderr } = await project.fckOk(args);
      return stdout + stderr;
    };
    const page = async () => (await fetch(`http://${address}/`).catch(() => undefined))?.text();
    const CHOICE =
      /systemd runs the services of web: .* do not offer supervisor, and the host runs systemd\./;

    beforeAll(async () => {
      configure({});
      const { stdout } = await project.fckOk(['sandbox', 'up', '--install-missing', '--json']);
      [{ address = '' }] = JSON.parse(stdout);
    });
    afterAll(() => project.remove());

    it('gets systemd, is told so in the plan and when it is done, and has it from then on', async () => {
      expect(await printed('plan')).toMatch(CHOICE);
      expect(await printed('run', 'provision')).toMatch(CHOICE);
      const again = await printed('run', 'provision');
      expect(again).toContain('nothing to change');
      expect(again).not.toMatch(CHOICE);
      expect(await printed('run', 'build', 'activate')).toContain('systemd: start gunicorn');
      expect(await page()).toBe('The first page');
    });

    it('gets supervisor from PyPI where the role names it, and its services move', async () => {
      const load = new Load(`http://${address}/`, 8);
      configure({ process_manager: 'supervisor' });
      await project.fckOk(['run', 'provision', 'activate']);
      expect((await load.end()).failures).toEqual([]);
      expect(await onHost('sudo /opt/fck-supervisor/bin/supervisorctl status')).toMatch(
        /^fck-e2e-offered\.web\.gunicorn\.1\.2 +(RUNNING|STARTING)/,
      );
      expect(await onHost('ls /etc/systemd/system | grep "^fck-e2e-offered"; :')).toBe('');
      expect(await printed('run', 'provision')).toContain('nothing to change');
    });

    it('runs them again after supervisord was killed', async () => {
      await onHost('sudo kill -9 $(sudo /opt/fck-supervisor/bin/supervisorctl pid)');
      await expect.poll(() => onHost('systemctl is-active fck-supervisor; :')).toBe('active');
      await expect.poll(page).toBe('The first page');
      await project.fckOk(['run', 'restart']);
      expect(await page()).toBe('The first page');
      await project.fckOk(['run', 'deactivate']);
    });
  },
);
