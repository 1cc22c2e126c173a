import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Moto } from './fixture/aws/moto.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { gunicorn, nginx, plan, provision } from './fixture/site-on-host.js';
import { SiteProject } from './fixture/site-project.js';

const env = { AWS_ACCESS_KEY_ID: 'AKIATESTTESTTEST', AWS_SECRET_ACCESS_KEY: 'secret-of-tests' };
const NAME = 'e2e-s3';

describe.skipIf(noSandbox)(onHosts('builds through a bucket of S3'), () => {
  const project = new SiteProject();
  let moto: Moto;

  beforeAll(async () => {
    moto = await Moto.start([], '0.0.0.0');
    moto.boto(
      `print(json.dumps(client('s3').create_bucket(Bucket='releases', CreateBucketConfiguration={'LocationConstraint': 'eu-central-1'}), default=str))`,
    );
    configure('http://127.0.0.1:1');
    await project.fckOk(['sandbox', 'up', '--install-missing']);
    const gateway = (await project.onHost('web-1', "ip route | awk '/^default/ {print $3}'")).trim();
    configure(`http://${gateway}:${new URL(moto.url).port}`);
  });

  afterAll(async () => {
    await project.remove();
    moto?.stop();
  });

  /** @param endpoint where hosts, and this machine, reach the bucket */
  function configure(endpoint: string): void {
    const roles = {
      builder: { sandbox: {}, provision: { tools: ['python3', 'virtualenv', 'git'] }, build: { plan } },
      web: {
        sandbox: { count: 2 },
        provision,
        build: { copy_from: { role: 'builder', via: 's3' } },
        activate: { http_test_path: '/', gunicorn, nginx },
      },
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

  it('leaves no URL and no key behind, on hosts and here', async () => {
    const traces =
      'grep -rlE "X-Amz-Signature[=]|secret-of-test[s]" /opt/www /tmp /var/log 2>/dev/null; true';
    expect(await project.onHost('web-1', `sudo sh -c '${traces}'`)).toBe('');
    expect(await project.onHost('builder-1', `sudo sh -c '${traces}'`)).toBe('');
    const runs = join(project.directory, '.fck/runs');
    const journals = readdirSync(runs).map((file) => readFileSync(join(runs, file), 'utf8'));
    expect(journals.join('')).not.toMatch(/X-Amz-Signature|secret-of-tests/);
  });
});
