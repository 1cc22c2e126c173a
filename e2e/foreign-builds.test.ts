import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { SiteOnHost } from './fixture/site-on-host.js';

const NAME = 'e2e-lost';
const BUILDS = `/opt/www/${NAME}/builds`;
const ACTIVE = `${NAME}_00041_abc7955`;
const OLDER = `${NAME}_00040_fee1bad`;

/**
 * What fabcloudkit leaves on a host: two builds that are virtualenvs with logs of root's, of which one serves under a program of
 * supervisord and a site of nginx; its record of that; and a clone in which builds have left something.
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

/** A site of nginx that somebody wrote by hand, to show a file of a build. */
const byHand = (build: string) => `set -e
echo 'server { listen 8081; location / { alias ${BUILDS}/${build}/; } }' | sudo tee /etc/nginx/conf.d/by-hand.conf >/dev/null
sudo nginx -s reload`;

describe.skipIf(noSandbox)(onHosts('a web host that fabcloudkit set up'), () => {
  const site = new SiteOnHost(NAME);
  let before = '';

  /** All that is in what fabcloudkit made, and what its site answers. */
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
  /** Builds and activates; nothing may fail, not even what does not matter. */
  const deploy = async () => {
    const { stderr } = await site.run('build', 'activate');
    expect(stderr.trim().split('\n').at(-1)).toMatch(/^✔ 1 host, 1 changed, [^,]*$/);
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

  it('goes on serving its own builds, untouched, while fck builds, activates and removes old ones', async () => {
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
    // The plan names all that goes, though the build that pushes it out is not there yet.
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
    const [host]: { builds: { name: string; fate: string }[] }[] = JSON.parse(stdout);
    const fates = Object.fromEntries(host?.builds.map(({ name, fate }) => [name, fate]) ?? []);
    expect(fates).toMatchObject({ [ACTIVE]: 'foreign', [OLDER]: 'foreign' });
    expect(Object.values(fates).toSorted()).toEqual(['foreign', 'foreign', 'served', 'served']);
    expect((await site.project.fckOk(['builds'])).stdout).toMatch(new RegExp(`${ACTIVE} +foreign`));
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
});
