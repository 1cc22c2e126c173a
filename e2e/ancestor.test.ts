import { spawn } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ancestorEnv,
  ancestorFiles,
  giveAncestorContext,
  giveAncestorFile,
  makeMachineUser,
  serveRepository,
} from './fixture/ancestor-files.js';
import { FaultProxy } from './fixture/aws/fault-proxy.js';
import { LoadBalancer } from './fixture/aws/load-balancer.js';
import { Moto } from './fixture/aws/moto.js';
import { SessionManager } from './fixture/aws/session-manager.js';
import { complaintOf } from './fixture/complaint.js';
import { Folder } from './fixture/folder.js';
import { Load } from './fixture/load.js';
import { fckProgram } from './fixture/run-fck.js';
import { noSandbox, onHosts } from './fixture/sandbox.js';
import { SiteProject } from './fixture/site-project.js';

describe("the ancestor's files, letter by letter", () => {
  let folder: Folder;
  beforeAll(() => {
    folder = new Folder();
    cpSync(ancestorFiles, folder.path, { recursive: true });
  });
  afterAll(() => folder?.remove());

  it('are shown resolved by `fck config`', async () => {
    const { code, stdout, stderr } = await folder.fck(['config', '--json'], ancestorEnv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const config = JSON.parse(stdout);
    expect(config).toMatchObject({
      name: 'example',
      file: expect.stringMatching(/context\.yaml$/),
      root: '/opt/www',
      settings: {
        aws_key: '!env AWS_ACCESS_KEY_ID',
        aws_secret: '!env AWS_SECRET_ACCESS_KEY',
        key_filename: '~/.ec2/keypair.pem',
        keys: { git: { local_file: '/Users/<USER>/.ssh/id_rsa_example_machine_user', private: true } },
        repos: {
          fabcloudkit_example_repo: { url: 'git@github.com:waxkinetic/fabcloudkit_example_repo.git' },
        },
      },
    });
    const [builder, web] = config.roles;
    expect(builder).toMatchObject({
      name: 'builder',
      user: 'ec2-user',
      aws: { ami_id: 'ami-1624987f', instance_type: ['t1.micro'], security_groups: ['default'] },
      provision: {
        tools: expect.arrayContaining(['__update_packages__', 'reboot', 'easy_install', 'python27-devel']),
        git: { install_key_file: true, clone: ['__all__'] },
      },
      build: { plan: { repos: ['__all__'], interpreter: 'python2.7', tarball: true } },
    });
    expect(web).toMatchObject({
      name: 'web',
      provision: { create_key_pair: true },
      build: {
        copy_from: { role: 'builder' },
        post_build: [{ command: 'mkdir -p -m 0777 /some/important/dir', sudo: true }],
      },
      activate: {
        http_test_path: '/',
        gunicorn: {
          script: 'gunicorn',
          app_module: 'app:app',
          options: { debug: true, 'log-level': 'DEBUG' },
        },
        nginx: { static: [{ url: '/static/', local: 'app/static/' }] },
      },
    });
  });

  it.each(['config', 'config --json', 'roles', 'roles --json'])(
    'show no secret by `fck %s`',
    async (line) => {
      const { code, stdout, stderr } = await folder.fck(line.split(' '), ancestorEnv);
      expect(code).toBe(0);
      for (const value of Object.values(ancestorEnv)) expect(stdout + stderr).not.toContain(value);
    },
  );

  it('say which variable is not set', async () => {
    const unset = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const { message, where } = complaintOf(await folder.fck(['run', 'provision'], unset));
    expect(message).toBe('2 environment variables are not set: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY.');
    expect(where).toBe('context.yaml:3:1');
  });
});

describe.skipIf(noSandbox)(
  onHosts("the ancestor's files with a site of their own, on instances that are throwaway hosts"),
  () => {
    let project: SiteProject;

    const fck = (...args: string[]) => project.fck(args, { ...ancestorEnv, AWS_ENDPOINT_URL: endpoint });
    const fckOk = (...args: string[]) => project.fckOk(args, { ...ancestorEnv, AWS_ENDPOINT_URL: endpoint });
    const onHost = async (host: string, script: string) => {
      const { stdout } = await fckOk('exec', '-H', host, '--json', '--', script);
      const [result]: { stdout: string }[] = JSON.parse(stdout);
      return result?.stdout.trim() ?? '';
    };

    /** Runs a task and returns its events. */
    const eventsOf = async (task: string) =>
      (await fckOk('run', task, '--json')).stdout
        .trim()
        .split('\n')
        .map((line): Record<string, unknown> => JSON.parse(line));

    /** When the hosts booted. Not the times of `/proc/1` itself: they change when the kernel reads it again. */
    const bootTimes = () =>
      Promise.all(['builder-1', 'web-1'].map((host) => onHost(host, 'cut -d" " -f22 /proc/1/stat')));

    let address: string;
    let moto: Moto;
    let proxy: FaultProxy;
    let endpoint: string;
    let balancer: LoadBalancer;
    let balanced: string;

    /** Ids and names of the running instances, as another client sees them. */
    const living = () =>
      moto.boto<string[]>(
        `
found = [i for r in ec2.describe_instances()['Reservations'] for i in r['Instances']]
tags = lambda i: {t['Key']: t['Value'] for t in i['Tags']}
print(json.dumps(sorted(tags(i)['Name'] + ' ' + tags(i)['fck:generation'] + ' ' + tags(i).get('fck:active-build', '-') for i in found if i['State']['Name'] == 'running')))`,
        'us-east-1',
      );

    /** Names of the instances in the target group, as another client sees them. */
    const inGroup = () =>
      moto.boto<string[]>(
        `
elb = client('elbv2')
group = elb.describe_target_groups(Names=['web'])['TargetGroups'][0]['TargetGroupArn']
ids = [t['Target']['Id'] for t in elb.describe_target_health(TargetGroupArn=group)['TargetHealthDescriptions']]
found = [i for r in ec2.describe_instances(InstanceIds=ids)['Reservations'] for i in r['Instances']] if ids else []
print(json.dumps(sorted(t['Value'] for i in found for t in i['Tags'] if t['Key'] == 'Name')))`,
        'us-east-1',
      );

    beforeAll(async () => {
      project = new SiteProject();
      giveAncestorFile(project, 'role_builder.yaml', [
        ['easy_install, python2.7, pip', 'python3, pip'],
        ['python27-devel', 'python3-devel'],
        ['interpreter: python2.7', 'interpreter: python3'],
      ]);
      giveAncestorFile(project, 'role_web.yaml', [['easy_install, python2.7, pip', 'python3, pip']]);
      makeMachineUser(project);
      // The machines that play the instances. git is installed from the start, because the builder is the git host, too.
      project.write(
        'pool.yaml',
        JSON.stringify({
          name: 'e2e-anc',
          roles: {
            builder: { user: 'ec2-user', sandbox: { count: 1, packages: ['git'] } },
            web: { user: 'ec2-user', sandbox: { count: 3 } },
          },
        }),
      );
      const up = await project.fckOk([
        'sandbox',
        'up',
        '--install-missing',
        '--json',
        '--config',
        'pool.yaml',
      ]);
      const pool: { name: string; address: string; identityFile: string }[] = JSON.parse(up.stdout);
      const addresses = pool.map((host) => host.address);
      moto = await Moto.start(['ami-1624987f']);
      moto.boto(`ec2.create_key_pair(KeyName='main')\nprint('null')`, 'us-east-1');
      proxy = new FaultProxy(moto.url);
      endpoint = await proxy.listen();
      proxy.reset(addresses);
      balancer = new LoadBalancer((instance) => proxy.addressOf(instance));
      balanced = await balancer.listen();
      proxy.heard = (action, parameters) => balancer.hear(action, parameters);
      giveAncestorContext(project, {
        name: 'e2e-anc',
        keyFile: pool[0]?.identityFile ?? '',
        gitHost: addresses[0] ?? '',
      });
      address = addresses[1] ?? '';
    });

    afterAll(async () => {
      balancer?.close();
      proxy?.close();
      moto?.stop();
      await project?.remove('pool.yaml');
    });

    it('`create` makes the instances, and waits until they answer', async () => {
      await fckOk('run', 'create');
      expect(living()).toEqual(['e2e-anc-builder-1 1 -', 'e2e-anc-web-1 1 -']);
      // The builder is the git host, too.
      await onHost('builder-1', serveRepository(project));
    });

    it('`provision` updates packages, reboots twice, installs tools and the key, clones', async () => {
      const before = await bootTimes();
      const events = await eventsOf('provision');
      const reboots = events.filter(
        ({ type, step, status }) =>
          type === 'step:end' && /^rebooted/.test(String(step)) && status === 'changed',
      );
      for (const name of ['builder-1', 'web-1'])
        expect(reboots.filter(({ host }) => host === name)).toHaveLength(2);
      const after = await bootTimes();
      for (const [index, time] of after.entries()) expect(time).not.toBe(before[index]);
      expect(await onHost('builder-1', 'stat -c %a ~/.ssh/fck_e2e-anc_* | sort -u')).toBe('600');
      expect(await onHost('builder-1', 'ls /opt/www/e2e-anc/repos')).toBe('fabcloudkit_example_repo');
      expect(
        await onHost(
          'builder-1',
          'for name in gcc mariadb_config; do command -v $name; done; ls /usr/include/python3*/Python.h',
        ),
      ).toMatch(/gcc\n.*mariadb_config\n.*Python\.h/);
      expect(
        await onHost(
          'web-1',
          'PATH=$PATH:/usr/sbin; for name in nginx supervisord virtualenv; do command -v $name; done',
        ),
      ).toMatch(/nginx\n.*supervisord\n.*virtualenv/);
    });

    it('a second `provision` finds nothing to do, and reboots nothing', async () => {
      const before = await bootTimes();
      const ends = (await eventsOf('provision')).filter(({ type }) => type === 'host:end');
      expect(ends.map(({ status }) => status)).toEqual(['ok', 'ok']);
      expect(await bootTimes()).toEqual(before);
    });

    it('`build` makes it on the builder, copies it, and does what comes after it', async () => {
      await fckOk('run', 'build');
      const name = await onHost('web-1', 'ls /opt/www/e2e-anc/builds');
      expect(name).toMatch(/^e2e-anc_00001_[0-9a-f]{7}$/);
      expect(await onHost('builder-1', 'ls /opt/www/e2e-anc/builds')).toBe(`${name}\n${name}.tar.gz`);
      expect(await onHost('web-1', 'stat -c %a /some/important/dir')).toBe('777');
    });

    it('`activate` serves the site and its static files', async () => {
      const events = await eventsOf('activate');
      const warning = events.find(({ type, text }) => type === 'note' && /option "debug"/.test(String(text)));
      expect(warning).toMatchObject({ level: 'warn', host: 'web-1' });
      expect(await (await fetch(`http://${address}/`)).text()).toBe('The first page');
      expect(await (await fetch(`http://${address}/static/style.css`)).text()).toContain('teal');
      const serving = await onHost('web-1', 'ps -eo args | grep [g]unicorn');
      expect(serving).toContain('--log-level DEBUG');
      expect(serving).not.toContain('--debug');
    });

    it('instances tell by their tags what they serve', async () => {
      const [build] = (await onHost('web-1', 'ls /opt/www/e2e-anc/builds')).split('\n');
      expect(living()).toEqual(['e2e-anc-builder-1 1 -', `e2e-anc-web-1 1 ${build}`]);
    });

    it('`up` replaces an instance that died, and adds one', async () => {
      moto.boto(
        `
died = ec2.describe_instances(Filters=[{'Name': 'tag:Name', 'Values': ['e2e-anc-web-1']}])['Reservations'][0]['Instances'][0]
ec2.terminate_instances(InstanceIds=[died['InstanceId']])
print('null')`,
        'us-east-1',
      );
      giveAncestorFile(project, 'role_web.yaml', [
        ['easy_install, python2.7, pip', 'python3, pip'],
        [
          'key_name: main',
          'key_name: main\n  count: 2\n  target_groups: web\n  wait: {drain: 20, healthy: 2}',
        ],
      ]);
      moto.boto(
        `
vpc = ec2.describe_vpcs()['Vpcs'][0]['VpcId']
made = client('elbv2').create_target_group(Name='web', Protocol='HTTP', Port=80, VpcId=vpc)
print(json.dumps(made['TargetGroups'][0]['TargetGroupArn']))`,
        'us-east-1',
      );
      await fckOk('up');
      expect(inGroup()).toEqual(['e2e-anc-web-1', 'e2e-anc-web-2']);
      const hosts: { name: string; address: string }[] = JSON.parse((await fckOk('hosts', '--json')).stdout);
      const webs = hosts.filter(({ name }) => name.startsWith('web-'));
      expect(webs.map(({ name }) => name)).toEqual(['web-1', 'web-2']);
      expect(living().map((line) => line.replace(/ \S+$/, ''))).toEqual([
        'e2e-anc-builder-1 1',
        'e2e-anc-web-1 2',
        'e2e-anc-web-2 1',
      ]);
      for (const host of webs)
        expect(await (await fetch(`http://${host.address}/`)).text()).toBe('The first page');
      address = webs[0]?.address ?? '';
    });

    it('hosts leave their target group one after the other while they switch, and no request fails', async () => {
      balancer.fewest = 2;
      const load = new Load(balanced, 8, 5);
      await fckOk('run', 'activate', '--force');
      const { requests, failures } = await load.end();
      expect(failures).toEqual([]);
      expect(requests).toBeGreaterThan(20);
      expect(balancer.fewest).toBe(1);
      expect(inGroup()).toEqual(['e2e-anc-web-1', 'e2e-anc-web-2']);
    });

    it('a run that is killed while a host is out is undone by the next, which puts it in again', async () => {
      const child = spawn(process.execPath, [fckProgram, 'run', 'activate', '--force'], {
        cwd: project.directory,
        env: { ...process.env, ...ancestorEnv, AWS_ENDPOINT_URL: endpoint, HOME: project.directory },
        stdio: 'ignore',
      });
      const ended = new Promise((resolve) => child.once('close', resolve));
      proxy.faults = (action) =>
        action === 'DeregisterTargets'
          ? { kind: 'lost', when: 'after', meanwhile: () => child.kill('SIGKILL') }
          : undefined;
      await ended;
      proxy.forgetCalls();
      expect(child.signalCode).toBe('SIGKILL');
      expect(inGroup()).toHaveLength(1);
      const { stderr } = await fckOk('run', 'activate', '--force');
      expect(stderr).toContain('is undone');
      expect(proxy.calls.filter((action) => action === 'RegisterTargets')).toHaveLength(3);
      expect(inGroup()).toEqual(['e2e-anc-web-1', 'e2e-anc-web-2']);
    });

    it('a host that does not become healthy is a failed activation: all serve what they served, and are in', async () => {
      const before = living();
      proxy.forgetCalls();
      proxy.faults = (action) =>
        action === 'DescribeTargetHealth' && proxy.calls.includes('RegisterTargets')
          ? { kind: 'unhealthy' }
          : undefined;
      const { code, stderr } = await fck('run', 'activate', '--force');
      expect({ code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringMatching(
          /does not find web-1 healthy within 2 s: unhealthy[\s\S]*AWS_NOT_HEALTHY/,
        ),
      });
      expect(stderr).toContain('back on');
      expect(inGroup()).toEqual(['e2e-anc-web-1', 'e2e-anc-web-2']);
      expect(living()).toEqual(before);
      expect(await (await fetch(balanced)).text()).toBe('The first page');
      proxy.forgetCalls();
    });

    it('`via: ssm` reaches hosts through sessions of AWS’s own command', async () => {
      const instances: { id: string; name: string }[] = JSON.parse(
        (await fckOk('ec2', 'list', '-r', 'web', '--json')).stdout,
      );
      const ids = instances.map(({ id }) => id).toSorted();
      const addresses = Object.fromEntries(ids.map((id) => [id, proxy.addressOf(id) ?? '']));
      const manager = new SessionManager(project.directory, addresses);
      const file = readFileSync(join(project.directory, 'role_web.yaml'), 'utf8');
      project.write('role_web.yaml', `${file}\nssh: {via: ssm}\n`);
      const { stdout } = await project.fckOk(['exec', '-r', 'web', '--json', '--', 'hostname -I'], {
        ...ancestorEnv,
        AWS_ENDPOINT_URL: endpoint,
        PATH: manager.path,
      });
      project.write('role_web.yaml', file);
      const answers: { stdout: string }[] = JSON.parse(stdout);
      const own = answers.map((answer) => answer.stdout.trim().split(' ')[0]);
      expect(own.toSorted()).toEqual(Object.values(addresses).toSorted());
      expect(manager.sessions).toEqual(ids.map((id) => `${id} us-east-1`));
    });

    it('`deactivate` takes it down', async () => {
      await fckOk('run', 'deactivate');
      expect(inGroup()).toEqual([]);
      await expect(fetch(`http://${address}/`)).rejects.toThrow();
      expect(await onHost('web-1', 'sudo supervisorctl status; ls /etc/nginx/conf.d')).toBe('');
      expect(await onHost('web-1', 'ps -eo args | grep -c [g]unicorn || :')).toBe('0');
      expect(living()).toEqual(['e2e-anc-builder-1 1 -', 'e2e-anc-web-1 2 -', 'e2e-anc-web-2 1 -']);
    });

    it('`ec2 terminate` ends them, role by role', async () => {
      expect((await fck('run', 'destroy')).code).toBe(1);
      await fckOk('ec2', 'terminate', '--confirm', 'e2e-anc/web');
      expect(living()).toEqual(['e2e-anc-builder-1 1 -']);
      await fckOk('ec2', 'terminate', '--confirm', 'e2e-anc/builder');
      expect(living()).toEqual([]);
    });
  },
);
