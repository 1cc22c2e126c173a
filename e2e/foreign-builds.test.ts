import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ancestorsSite } from './fixture/ancestors-site.js';
import { complaintOf } from './fixture/complaint.js';
import { Load } from './fixture/load.js';
import { fckProgram } from './fixture/run-fck.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { type Mapping, nginx, SiteOnHost } from './fixture/site-on-host.js';

const NAME = 'e2e-lost';
const BUILDS = `/opt/www/${NAME}/builds`;
const ACTIVE = `${NAME}_00041_abc7955`;
const OLDER = `${NAME}_00040_fee1bad`;

/**
 * What fabcloudkit leaves on a host: two builds, which are virtualenvs with logs owned by root, one of them served with supervisord
 * and nginx; its record of that; and a clone in which builds have left files.
 */
const ANCESTORS_SITE = `set -e
sudo apt-get update -q >/dev/null
sudo DEBIAN_FRONTEND=noninteractive apt-get install -qy nginx supervisor python3-venv git curl >/dev/null
sudo install -d -o deploy /opt/www/${NAME} ${BUILDS} /opt/www/${NAME}/repos
for build in ${ACTIVE} ${OLDER}; do
  python3 -m venv --without-pip ${BUILDS}/$build
  sudo install -d -o root -m 755 ${BUILDS}/$build/logs
  echo started | sudo tee ${BUILDS}/$build/logs/access.log >/dev/null
  mkdir ${BUILDS}/$build/static
  echo 'The old page' >${BUILDS}/$build/static/index.html
done
echo '{"active": "${ACTIVE}", "active_port": 8001, "last": "${ACTIVE}", "number": 41}' >/opt/www/${NAME}/repos/build_info.txt
git init -q /opt/www/${NAME}/repos/site
echo precious >/opt/www/${NAME}/repos/site/local_settings.py
sudo tee /etc/supervisor/conf.d/${ACTIVE}.conf >/dev/null <<END
[program:${ACTIVE}]
command=${BUILDS}/${ACTIVE}/bin/python -m http.server 8001
directory=${BUILDS}/${ACTIVE}/static
user=nobody
END
sudo tee /etc/nginx/conf.d/${ACTIVE}.conf >/dev/null <<END
server {
  listen 8080;
  location / { proxy_pass http://127.0.0.1:8001; }
  location /static/ { alias ${BUILDS}/${ACTIVE}/static/; }
}
END
sudo systemctl start nginx supervisor
sudo supervisorctl update ${ACTIVE} >/dev/null
sudo nginx -s reload`;

/** A handwritten site of nginx that serves a file of a build. */
const byHand = (build: string) => `set -e
echo 'server { listen 8081; location / { alias ${BUILDS}/${build}/; } }' | sudo tee /etc/nginx/conf.d/by-hand.conf >/dev/null
sudo nginx -s reload`;

describe.skipIf(noSandbox)(onHosts('a web host that fabcloudkit set up'), () => {
  const site = new SiteOnHost(NAME);
  let before = '';

  /** All files of fabcloudkit, and the answer of its site. */
  const ofTheAncestor = () =>
    site.onHost(`
      cd /opt/www/${NAME}
      sudo find builds/${ACTIVE} builds/${OLDER} repos/site repos/build_info.txt -printf '%p %y %m %u %s %l\\n' | sort
      sudo find builds/${ACTIVE} builds/${OLDER} repos/site repos/build_info.txt -type f -exec sha256sum {} + | sort
      curl -sf --retry 20 --retry-all-errors --retry-delay 1 http://127.0.0.1:8080/
      curl -sf http://127.0.0.1:8080/static/index.html`);
  const ownBuilds = async () =>
    (await site.onHost(`ls ${BUILDS}`)).split('\n').filter((name) => /_000(4[2-9])_/.test(name));
  const plan = async () => (await site.project.fckOk(['plan', 'build', 'activate'])).stdout;
  const edit = (headline: string) => {
    site.project.edit('app/__init__.py', (text) =>
      text.replace(/HEADLINE = ".*"/, `HEADLINE = "${headline}"`),
    );
    site.project.commit(headline);
  };
  /** Builds and activates; nothing may fail, not even optional work. */
  const deploy = async () => {
    const { stderr } = await site.run('build', 'activate');
    expect(stderr).toMatch(/^✔ 1 host, 1 changed, [^,]*\n {2}web serves /m);
    return stderr;
  };

  beforeAll(async () => {
    await site.up();
    await site.onHost(ANCESTORS_SITE);
    before = await ofTheAncestor();
    expect(before.match(/The old page/g)).toHaveLength(2);
    site.configure('fck.yaml', {}, { keep_builds: 1 });
    await site.run('provision');
  });
  afterAll(() => site.project.remove());

  it('keeps serving its own builds, untouched, while fck builds, activates and removes old ones', async () => {
    await deploy();
    edit('The second page');
    await deploy();
    const [first = '', second = ''] = await ownBuilds();
    expect([first, second]).toEqual([
      expect.stringMatching(/^e2e-lost_00042_/),
      expect.stringMatching(/^e2e-lost_00043_/),
    ]);
    expect(await ofTheAncestor()).toBe(before);

    edit('The third page');
    // The plan names all builds that will be removed, although the build that displaces them does not exist yet.
    const planned = await plan();
    expect(planned.match(/^ *remove e2e-lost_.*$/gm)?.map((line) => line.trim())).toEqual([
      `remove ${first}`,
    ]);
    expect(planned).toMatch(/stop fck-e2e-lost\.web\.gunicorn\.43\.\d+ and remove it from supervisord/);
    await deploy();
    expect(await ownBuilds()).toEqual([second, expect.stringMatching(/^e2e-lost_00044_/)]);
    expect(await site.onHost('curl -s http://127.0.0.1/')).toBe('The third page');

    await site.onHost(`sudo supervisorctl restart ${ACTIVE}`);
    expect(await ofTheAncestor()).toBe(before);
  });

  it('has its builds listed as foreign', async () => {
    const { stdout } = await site.project.fckOk(['builds', '--json']);
    const [host]: { builds: { name: string; status: string }[] }[] = JSON.parse(stdout);
    const statuses = Object.fromEntries(host?.builds.map(({ name, status }) => [name, status]) ?? []);
    expect(statuses).toMatchObject({ [ACTIVE]: 'foreign', [OLDER]: 'foreign' });
    expect(Object.values(statuses).toSorted()).toEqual(['foreign', 'foreign', 'served', 'served']);
    expect((await site.project.fckOk(['builds'])).stdout).toMatch(new RegExp(`${ACTIVE} +foreign`));
  });

  it('has its site and program left as they are by `fck adopt`: no role has a site for its visitors', async () => {
    const { stdout } = await site.project.fckOk(['adopt', '-n', '--detailed-exitcode']);
    const row = (found: string) => stdout.split('\n').find((line) => line.includes(` ${found} `));
    expect(row('site')).toMatch(
      /any name at 8080 +leaves it: no role's site answers whatever no other site does at 8080$/,
    );
    expect(row('program')).toContain(`leaves it: /etc/nginx/conf.d/${ACTIVE}.conf passes requests to it`);
    await site.project.fckOk(['adopt', '-y']);
    expect(await ofTheAncestor()).toBe(before);
  });

  it('keeps a build of fck, too, that a site uses which fck did not write', async () => {
    const [second = ''] = await ownBuilds();
    const stays = `${second} stays, though it is old: /etc/nginx/conf.d/by-hand.conf uses it.`;
    edit('The fourth page');
    await site.onHost(byHand(second));
    expect(await plan()).not.toContain(`remove ${second}`);
    expect(await deploy()).toContain(stays);
    expect(await ownBuilds()).toContain(second);
    await site.onHost('sudo rm /etc/nginx/conf.d/by-hand.conf && sudo nginx -s reload');
    expect((await site.project.fckOk(['plan', 'prune'])).stdout).toContain(`remove ${second}`);
    await site.run('prune');
    expect(await ownBuilds()).not.toContain(second);
    expect(await ofTheAncestor()).toBe(before);
  });

  describe('with a site of its last version, taken over by `fck adopt`', () => {
    const PROGRAM = `${ACTIVE}_web`;
    const FILES = [`/etc/nginx/conf.d/${PROGRAM}.conf`, `/etc/supervisor/conf.d/${PROGRAM}.conf`];

    /** The served page, the programs and the files. */
    const standing = () =>
      site.onHost(`
        curl -s http://127.0.0.1/; echo
        sudo supervisorctl status | awk '{print $1, ($2 == "STARTING" ? "RUNNING" : $2)}'
        sudo sh -c 'cd /etc && stat -c "%n %a %U" nginx/conf.d/* supervisor/conf.d/* && sha256sum nginx/conf.d/* supervisor/conf.d/*'
        sudo find /opt/www/${NAME}/adopted -type f 2>/dev/null; :`);
    const fck = (...args: string[]) => site.project.fck(args);
    /** Requests the site continuously while something is done. */
    const underLoad = async <T>(work: () => Promise<T>) => {
      const load = new Load(`http://${site.host.address}/`, 8, 5);
      const result = await work();
      const { failures, requests, pages } = await load.end();
      expect(failures).toEqual([]);
      expect(requests).toBeGreaterThan(20);
      return { result, pages: [...pages] };
    };
    /** Runs `fck adopt -y` and kills it as soon as it begins a step. */
    const killedAt = (step: string) =>
      new Promise<NodeJS.Signals | null>((resolve) => {
        const child = spawn(process.execPath, [fckProgram, 'adopt', '-y', '--json'], {
          cwd: site.project.directory,
          stdio: ['ignore', 'pipe', 'ignore'],
        });
        let seen = '';
        child.stdout.setEncoding('utf8').on('data', (text: string) => {
          seen += text;
          const began = seen.split('\n').some((line) => line.includes('"step:start"') && line.includes(step));
          if (began) child.kill('SIGKILL');
        });
        child.once('close', (_code, signal) => resolve(signal));
      });
    let ancestors = '';

    beforeAll(async () => {
      await site.run('deactivate');
      await site.onHost(`set -e
        sudo rm /etc/supervisor/conf.d/${ACTIVE}.conf /etc/nginx/conf.d/${ACTIVE}.conf
        sudo supervisorctl update ${ACTIVE} >/dev/null
        rm -rf ${BUILDS}/${ACTIVE}/static
        sudo rm -rf ${BUILDS}/${ACTIVE}`);
      await site.onHost(
        ancestorsSite({
          project: NAME,
          build: ACTIVE,
          name: 'web',
          port: 8002,
          listen: 80,
          page: 'The old page',
        }),
      );
      ancestors = await standing();
      expect(ancestors).toContain(`The old page\n${PROGRAM} RUNNING`);
    });

    it('`-n` shows builds, program and site, and changes nothing', async () => {
      const { code, stdout } = await fck('adopt', '-n', '--detailed-exitcode');
      expect(code).toBe(2);
      const rows = stdout.split('\n').map((line) => line.trim().split(/ {2,}/));
      const kept = (folder: string) =>
        `the file is kept as /opt/www/${NAME}/adopted/${folder}/${PROGRAM}.conf`;
      expect(rows).toContainEqual(['web-1', 'web', 'build', ACTIVE, 'recorded as active: web', 'leaves it']);
      expect(rows).toContainEqual(['web-1', 'web', 'build', OLDER, 'leaves it']);
      expect(rows).toContainEqual([
        'web-1',
        'web',
        'program',
        PROGRAM,
        'runs at 127.0.0.1:8002',
        `ends it; ${kept('supervisor')}`,
      ]);
      expect(rows).toContainEqual([
        'web-1',
        'web',
        'site',
        PROGRAM,
        'any name at 80',
        `replaces it; ${kept('nginx')}`,
      ]);
      const { hosts } = JSON.parse((await fck('adopt', '-n', '--json')).stdout);
      expect(hosts).toMatchObject([{ host: 'web-1', adoptable: true, hasBuild: true }]);
      const unasked = complaintOf(await fck('adopt'));
      expect(unasked.message).toBe('There is no terminal to ask on: nothing was changed.');
      expect(await standing()).toBe(ancestors);
    });

    it('keeps serving when the new build is broken, or fails only for visitors', async () => {
      const gunicorn = { app_module: 'app:app', workers: 1 };
      const cases: Mapping[] = [
        {
          activate: {
            http_test_path: '/',
            health: { within: 3 },
            gunicorn: { ...gunicorn, env: { SITE_MODE: '500' } },
            nginx,
          },
        },
        {
          activate: {
            http_test_path: '/health',
            gunicorn,
            nginx: { ...nginx, extra: 'location = /health { return 500; }' },
          },
        },
      ];
      for (const role of cases) {
        site.configure('case.yaml', role, { keep_builds: 1 });
        const { result } = await underLoad(() => fck('adopt', '-y', '--config', 'case.yaml'));
        expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('500') });
        expect(await standing()).toBe(ancestors);
      }
    });

    it('keeps serving when fck is killed during the switch', async () => {
      const { result } = await underLoad(() => killedAt('the reverse proxy answers'));
      expect(result).toBe('SIGKILL');
      // The next run undoes it first.
      await site.run('deactivate', '--lock-wait', '60');
      expect(await standing()).toBe(ancestors);
    });

    it('is taken over without a failed request, also if fck is killed at its end', async () => {
      const { result, pages } = await underLoad(() => killedAt('end what fabcloudkit ran'));
      expect(result).toBe('SIGKILL');
      expect(pages).toEqual(['The old page', 'The fourth page']);
      const again = await underLoad(() => fck('adopt', '-y', '--lock-wait', '60'));
      expect(again.result).toMatchObject({ code: 0 });
      expect(again.pages).toEqual(['The fourth page']);

      const now = await standing();
      expect(now).toMatch(
        new RegExp(`^The fourth page\\nfck-${NAME}\\.web\\.gunicorn\\.\\S+ RUNNING\\n[^R]*$`),
      );
      for (const file of FILES) expect(now).not.toContain(file.replace('/etc/', ''));
      for (const [index, folder] of ['nginx', 'supervisor'].entries()) {
        const [line = ''] =
          ancestors.match(new RegExp(`^\\w{64}  ${FILES[index]?.replace('/etc/', '')}$`, 'm')) ?? [];
        const backup = `/opt/www/${NAME}/adopted/${folder}/${PROGRAM}.conf`;
        expect(await site.onHost(`sudo sha256sum ${backup}`)).toBe(`${line.slice(0, 64)}  ${backup}\n`);
      }
      await site.project.fckOk(['status']);
    });

    it('leaves nothing to do, but its builds', async () => {
      const before = await standing();
      const { stdout } = await site.project.fckOk(['adopt', '--detailed-exitcode', '-n']);
      expect(stdout).toContain('Nothing that fabcloudkit runs or serves for e2e-lost is to be taken over.');
      expect(stdout).toMatch(new RegExp(`build +${ACTIVE} `));
      await site.project.fckOk(['adopt', '-y']);
      expect(await standing()).toBe(before);
    });

    it('goes back without a failed request, as the documentation says', async () => {
      const { pages } = await underLoad(async () => {
        await site.onHost(`set -e
          cd /opt/www/${NAME}
          sudo cp adopted/supervisor/${PROGRAM}.conf /etc/supervisor/conf.d/
          sudo supervisorctl update ${PROGRAM}
          for i in $(seq 100); do sudo supervisorctl status ${PROGRAM} | grep -q RUNNING && break; sleep 0.2; done
          sudo cp adopted/nginx/${PROGRAM}.conf /etc/nginx/conf.d/`);
        await site.run('deactivate');
        expect(await standing()).toMatch(new RegExp(`^The old page\\n${PROGRAM} RUNNING\\n`));
      });
      expect(pages).toEqual(['The fourth page', 'The old page']);
    });
  });
});
