import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Load } from '../fixture/load.js';
import { noSandbox, onHosts } from '../fixture/sandbox.js';
import { gunicorn, nginx, plan, SiteOnHost } from '../fixture/site-on-host.js';

const NAME = 'e2e-intruder';
const ACCOUNT = `fck-${NAME}`;
const FOLDER = `/opt/www/${NAME}`;
const activate = { http_test_path: '/', gunicorn, nginx };

/** Binds the first port that a gunicorn should bind, before that gunicorn does, and answers all requests. */
const TAKES_THE_PORT = `
import glob, re, socket, time
def port():
    while True:
        for name in glob.glob('/proc/[0-9]*/cmdline'):
            try:
                found = re.search(rb'--bind\\x00127\\.0\\.0\\.1:(\\d+)', open(name, 'rb').read())
            except OSError:
                continue
            if found:
                return int(found.group(1))
        time.sleep(0.01)
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
at = port()
while True:
    try:
        s.bind(('127.0.0.1', at))
        break
    except OSError:
        time.sleep(0.01)
s.listen(64)
while True:
    c, _ = s.accept()
    c.recv(65536)
    c.sendall(b'HTTP/1.1 200 OK\\r\\nContent-Length: 5\\r\\nConnection: close\\r\\n\\r\\npwned')
    c.close()
`;

/** Attacks by \`intruder\`, an ordinary account of a web host, and by the application itself. */
describe.skipIf(noSandbox)(onHosts('other local users and the application of a web host'), () => {
  const site = new SiteOnHost(NAME);
  let url = '';

  /** Runs a script as another user of the host: its output, and \`refused\` where the script fails. */
  const as = async (user: string, script: string) =>
    (await site.onHost(`sudo -u ${user} sh -c '${script} 2>&1 || echo refused'`)).trim();
  const withRole = (change: object) => site.configure('fck.yaml', { activate: { ...activate, ...change } });
  const visit = async () => (await fetch(url).catch(() => undefined))?.text();
  const startIntruder = () =>
    site.onHost(
      `sudo -u intruder sh -c 'setsid python3 -c "$1" >/dev/null 2>&1 </dev/null & echo $! >/tmp/intruder.pid' sh ${quoted(TAKES_THE_PORT)}`,
    );
  const stopIntruder = () => site.onHost('sudo pkill -u intruder; true');

  beforeAll(async () => {
    await site.up();
    url = `http://${site.host.address}/`;
    await site.run('provision', 'build', 'activate');
    await site.onHost('sudo useradd -m intruder');
  });
  afterAll(() => site.project.remove());

  it('the service runs as a system user of the project, on a socket', async () => {
    const [pid] = (await site.onHost(`pgrep -o -f 'bin/gunicorn --bind'`)).split('\n');
    expect(await site.onHost(`ps -o user:40= -p ${pid}; tr '\\0' ' ' </proc/${pid}/cmdline`)).toMatch(
      new RegExp(`^${ACCOUNT}\\s+.*--bind unix:${FOLDER}/run/web\\.gunicorn\\.1\\.1/socket`),
    );
    expect(await visit()).toBe('The first page');
    expect((await fetch(`${url}static/style.css`)).status).toBe(200);
  });

  it('another local user cannot come to the socket', async () => {
    const connect = (path: string) =>
      as('intruder', `curl -sS --max-time 5 --unix-socket ${path} http://localhost/`);
    const socket = `${FOLDER}/run/web.gunicorn.1.1/socket`;
    expect(await connect(socket)).toMatch(/refused$/);
    expect(await as('intruder', `ls ${FOLDER}/run/web.gunicorn.1.1`)).toMatch(/Permission denied/);
    // Control: where the folder is open, the same request is answered.
    await site.onHost(`sudo chmod o+x ${FOLDER}/run/web.gunicorn.1.1`);
    expect(await connect(socket)).toBe('The first page');
    await site.onHost(`sudo chmod o-x ${FOLDER}/run/web.gunicorn.1.1`);
  });

  it('another local user reads neither builds, clones nor logs', async () => {
    const read = async () => [
      await as('intruder', `cat ${FOLDER}/builds/*_00001_*/build.json`),
      await as('intruder', `cat ${FOLDER}/repos/*/.git/HEAD`),
      await as('intruder', 'cat /var/log/fck/*.log'),
    ];
    for (const answer of await read()) expect(answer).toMatch(/refused$/);
    // Control: with open folders and files, both are read.
    await site.onHost(
      `sudo chmod o+rx ${FOLDER}/builds ${FOLDER}/repos /var/log/fck && sudo chmod o+r /var/log/fck/${NAME}.web.gunicorn.1.1.log`,
    );
    for (const answer of await read()) expect(answer).not.toContain('refused');
    await site.onHost(
      `sudo chmod o= ${FOLDER}/builds ${FOLDER}/repos /var/log/fck /var/log/fck/${NAME}.web.gunicorn.1.1.log`,
    );
  });

  it('the application can do nothing to the host, the deploys and the builds', async () => {
    const attempts = [
      'sudo -n id -u',
      'cat ~deploy/.ssh/authorized_keys',
      `touch ${FOLDER}/builds/*_00001_*/app.py`,
      `sh -c ": >>${FOLDER}/state.json"`,
      `touch ${FOLDER}/transactions/web.json`,
      `touch ${FOLDER}/run/other`,
      'touch /etc/nginx/conf.d/own.conf',
    ];
    // Control: the login user can do each of them, or need not ask.
    for (const attempt of attempts.slice(0, 2)) expect(await as('deploy', attempt)).not.toContain('refused');
    for (const attempt of attempts)
      expect([attempt, await as(ACCOUNT, attempt)]).toEqual([attempt, expect.stringMatching(/refused$/)]);
  });

  it('a program that binds the port of a service before it does is detected, and nothing is switched', async () => {
    // A gunicorn that takes its time gives the intruder the time that it needs on a busy machine too.
    site.configure('fck.yaml', {
      build: {
        plan,
        post_build: [
          `printf '#!/bin/sh\\n[ "$1" = --help ] || sleep 3\\nexec "$(dirname "$0")"/gunicorn "$@"\\n' >bin/slow && chmod +x bin/slow`,
        ],
      },
      activate: { ...activate, bind: 'port', gunicorn: { ...gunicorn, script: 'slow' } },
    });
    await site.project.fckOk(['run', 'build', '--force']);
    await startIntruder();
    try {
      const { code, stderr } = await site.project.fck(['run', 'activate']);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/PORT_TAKEN_OVER|SERVICE_ENDED/),
      });
      expect(await visit()).toBe('The first page');
      // Control: the port answers, and would have passed for a healthy service.
      const ports = await site.onHost(`awk '$4 == "0A" {print $2}' /proc/net/tcp | cut -d: -f2`);
      const pages = await Promise.all(
        ports
          .trim()
          .split('\n')
          .map((hex) =>
            site.onHost(`curl -s --max-time 5 http://127.0.0.1:${Number.parseInt(hex, 16)}/; true`),
          ),
      );
      expect(pages).toContain('pwned');
    } finally {
      await stopIntruder();
    }
  });

  it('the status shows a program that takes the port of a crashed service', async () => {
    withRole({ bind: 'port' });
    await site.run('activate');
    expect((await site.project.fck(['status'])).code).toBe(0);
    const port = (await site.onHost(`pgrep -a -o -f 'bin/gunicorn --bind'`)).match(/127\.0\.0\.1:(\d+)/)?.[1];
    await site.onHost('sudo supervisorctl stop all >/dev/null; true');
    await site.onHost(
      `sudo -u intruder sh -c 'setsid python3 -c "$1" >/dev/null 2>&1 </dev/null &' sh ${quoted(TAKES_THE_PORT.replace('at = port()', `at = ${port}`))}`,
    );
    try {
      // Control: visitors get the intruder's page.
      await expect.poll(visit).toBe('pwned');
      const { code, stdout } = await site.project.fck(['status']);
      expect({ code, stdout }).toEqual({ code: 1, stdout: expect.stringContaining(`port ${port}`) });
    } finally {
      await stopIntruder();
    }
  });

  it('a host that was set up before there were sockets is upgraded and rolled back under load', async () => {
    withRole({ bind: 'port', user: 'deploy' });
    const { stderr } = await site.run('activate');
    expect(stderr).toContain('run as deploy, who may act as root');
    await site.onHost(`
      sudo gpasswd -d www-data ${ACCOUNT} >/dev/null; sudo userdel ${ACCOUNT}; sudo groupdel -f ${ACCOUNT} 2>/dev/null
      sudo chgrp deploy ${FOLDER}/builds; chmod 755 ${FOLDER}/builds; sudo rm -rf ${FOLDER}/run; sudo nginx -s reload`);
    site.project.edit('app/__init__.py', (text) => text.replace('The first page', 'The second page'));
    site.project.commit('The second page');
    withRole({});
    await site.run('build');
    const loads = [new Load(url, 8), new Load(`${url}static/style.css`, 4)];
    await site.run('activate');
    expect(await visit()).toBe('The second page');
    await site.project.fckOk(['rollback']);
    expect(await visit()).toBe('The first page');
    for (const load of loads) {
      const { requests, failures } = await load.end();
      expect(failures).toEqual([]);
      expect(requests).toBeGreaterThan(50);
    }
    expect(await site.onHost(`stat -c '%a %G' ${FOLDER}/builds; ls ${FOLDER}/run`)).toMatch(
      new RegExp(`^750 ${ACCOUNT}\\nweb\\.gunicorn\\.`),
    );
    const users = await site.onHost(
      `ps -eo user:40=,args= | grep '[b]in/gunicorn --bind' | cut -d' ' -f1 | sort -u`,
    );
    expect(users.trim()).toBe(ACCOUNT);
  });
});

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
