import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INSTANCE_SECRET, InstanceServices } from './fixture/aws/instance-services.js';
import { Moto } from './fixture/aws/moto.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { gunicorn, nginx, plan, provision } from './fixture/site-on-host.js';
import { SiteProject } from './fixture/site-project.js';

const env = { AWS_ACCESS_KEY_ID: 'AKIATESTTESTTEST', AWS_SECRET_ACCESS_KEY: 'secret-of-tests' };
const NAME = 'e2e-s3';

describe.skipIf(noSandbox)(onHosts('builds through a bucket of S3'), () => {
  const project = new SiteProject();
  let services: InstanceServices;
  let moto: Moto;
  /** Where hosts find the services of an instance. */
  let around: string;

  beforeAll(async () => {
    services = new InstanceServices();
    moto = await Moto.start([], '0.0.0.0');
    moto.boto(
      `print(json.dumps(client('s3').create_bucket(Bucket='releases', CreateBucketConfiguration={'LocationConstraint': 'eu-central-1'}), default=str))`,
    );
    configure('http://127.0.0.1:1');
    await project.fckOk(['sandbox', 'up', '--install-missing']);
    const gateway = (await project.onHost('web-1', "ip route | awk '/^default/ {print $3}'")).trim();
    configure(`http://${gateway}:${new URL(moto.url).port}`);
    around = `http://${gateway}:${await services.listen()}`;
  });

  afterAll(async () => {
    await project.remove();
    moto?.stop();
    services?.stop();
  });

  /** @param endpoint where hosts, and this machine, reach the bucket */
  function configure(endpoint: string): void {
    const roles = {
      builder: { sandbox: {}, provision: { tools: ['python3', 'virtualenv', 'git'] }, build: { plan } },
      web: {
        user: 'deploy',
        sandbox: { count: 2 },
        provision,
        build: { copy_from: { role: 'builder', via: 's3' } },
        activate: { http_test_path: '/', gunicorn, nginx },
      },
      // A machine that nothing was ever done to: an instance that a group has just made.
      new: { sandbox: {} },
    };
    const s3 = { bucket: 'releases', prefix: 'fck', region: 'eu-central-1', endpoint_url: endpoint };
    project.write('fck.yaml', JSON.stringify({ name: NAME, repos: { site: { path: 'site' } }, s3, roles }));
  }

  /** What AWS's own client for Python sees. */
  const stored = () =>
    moto.boto<string[]>(
      "print(json.dumps([o['Key'] for o in client('s3').list_objects_v2(Bucket='releases').get('Contents', [])]))",
    );

  it('goes from the builder to all web hosts, which serve it', async () => {
    const { stderr } = await project.fckOk(['up'], env);
    expect(stderr.match(/MiB stored by builder-1/g)).toHaveLength(1);
    expect(stderr.match(/compressed\) from s3:\/\/releases\/fck\//g)).toHaveLength(2);
    const hosts: { name: string; role: string; address: string }[] = JSON.parse(
      (await project.fckOk(['hosts', '--json'])).stdout,
    );
    for (const { address } of hosts.filter(({ role }) => role === 'web'))
      expect(await (await fetch(`http://${address}/`)).text()).toBe('The first page');
    expect(stored().filter((key) => key.startsWith(`fck/${NAME}/builds/${NAME}_00001_`))).toHaveLength(1);
  });

  it('stores and fetches of the next one only what is new', async () => {
    const before = stored();
    project.edit('app/__init__.py', (text) => text.replace('The first page', 'The second page'));
    project.commit('The second page');
    const { stderr } = await project.fckOk(['run', 'build', 'activate'], env);
    const [, fresh, all] = /: (\d+) of (\d+) files are new in s3:/.exec(stderr) ?? [];
    expect(Number(fresh)).toBeLessThan(Number(all) / 4);
    expect(stored().filter((key) => !before.includes(key))).toHaveLength(3);
    expect(await project.onHost('web-2', 'curl -s http://127.0.0.1/')).toBe('The second page');
  });

  it('brings a new instance to the build that serves, not to the newest, by its own means', async () => {
    await project.fckOk(['rollback'], env);
    const mirror = ['--node-mirror', `${around}/node`];
    const { stdout: script } = await project.fckOk(['ec2', 'user-data', 'web', ...mirror], env);
    expect(script.length).toBeLessThan(16_384);
    expect(script).not.toContain('secret-of-tests');
    const sent = Buffer.from(script).toString('base64');
    await project.onHost('new-1', `echo ${sent} | base64 -d >/tmp/user-data; chmod 755 /tmp/user-data`);
    const run = `sudo AWS_EC2_METADATA_SERVICE_ENDPOINT=${around} /tmp/user-data; echo "ended with $?"`;
    const log = await project.onHost('new-1', run);
    expect(log).toContain('ended with 0');
    expect(log).toContain(`web-${services.id} serves ${NAME}_00001_`);
    expect(await project.onHost('new-1', 'curl -s http://127.0.0.1/')).toBe('The first page');
    expect(await project.onHost('new-1', 'stat -c %U /opt/www/*/builds/*')).toBe('deploy\n');
    const again = await project.onHost('new-1', run);
    expect(again).toContain('ended with 0');
    expect(again).not.toMatch(/changed|fetching/);
  });

  it('leaves no URL and no key behind, on hosts and here', async () => {
    const traces =
      'grep -rlE "X-Amz-Signature[=]|secret-of-test[s]" /opt/www /tmp /var/log 2>/dev/null; true';
    expect(await project.onHost('web-1', `sudo sh -c '${traces}'`)).toBe('');
    expect(await project.onHost('builder-1', `sudo sh -c '${traces}'`)).toBe('');
    const ofInstance = `grep -rlE "${INSTANCE_SECRET.slice(0, -1)}[e]" /opt /tmp /var/log /home 2>/dev/null; true`;
    expect(await project.onHost('new-1', `sudo sh -c '${ofInstance}'`)).toBe('');
    const runs = join(project.directory, '.fck/runs');
    const journals = readdirSync(runs).map((file) => readFileSync(join(runs, file), 'utf8'));
    expect(journals.join('')).not.toMatch(/X-Amz-Signature|secret-of-tests/);
  });
});
