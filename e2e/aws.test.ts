import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Fault, FaultProxy } from './fixture/aws/fault-proxy.js';
import { Moto } from './fixture/aws/moto.js';
import { Folder } from './fixture/folder.js';
import { type Ended, fckProgram, succeeded } from './fixture/run-fck.js';

const env = { AWS_ACCESS_KEY_ID: 'AKIATESTTESTTEST', AWS_SECRET_ACCESS_KEY: 'secret-of-tests' };
const AMI = 'ami-12c6146b';

let moto: Moto;
let proxy: FaultProxy;
let endpoint: string;
/** Sends the banner of sshd, which is all that `create` waits for. */
let greeter: Server;
let greeterPort: number;
let folder: Folder;

beforeAll(async () => {
  moto = await Moto.start();
  proxy = new FaultProxy(moto.url);
  endpoint = await proxy.listen();
  greeter = createServer((socket) => socket.on('error', () => undefined).write('SSH-2.0-greeter\r\n'));
  await new Promise<void>((resolve) => greeter.listen(0, '127.0.0.1', resolve));
  const address = greeter.address();
  greeterPort = typeof address === 'object' && address ? address.port : 0;
});

afterAll(() => {
  proxy?.close();
  moto?.stop();
  greeter?.close();
});

beforeEach(async () => {
  await moto.reset();
  proxy.reset(['127.0.0.1']);
  folder = new Folder({ 'fck.yaml': config({ count: 2 }) });
});

afterEach(() => folder?.remove());

function config({ count, more = '' }: { count: number; more?: string }): string {
  return `
name: shop
aws: {region: eu-central-1, endpoint_url: '${endpoint}'}
roles:
  web:
    user: deploy
    ssh: {port: ${greeterPort}}
    aws:
      ami_id: ${AMI}
      instance_type: [t3.small, t3a.small]
      security_groups: default
      address: private
      count: ${count}
${more}`;
}

const fck = (...args: string[]): Promise<Ended> => folder.fck(args, env);
const fckOk = async (...args: string[]): Promise<Ended> => succeeded(await fck(...args), args);

/** The places of the running instances, as another client sees them. */
function living(): string[] {
  return moto.boto<string[]>(`
found = [i for r in ec2.describe_instances()['Reservations'] for i in r['Instances']]
alive = [i for i in found if i['State']['Name'] in ('pending', 'running')]
tag = lambda i, k: {t['Key']: t['Value'] for t in i.get('Tags', [])}.get(k, '?')
print(json.dumps(sorted(tag(i, 'fck:project') + '/' + tag(i, 'fck:role') + '/' + tag(i, 'fck:slot') + '.' + tag(i, 'fck:generation') for i in alive)))`);
}

const BOTH = ['shop/web/1.1', 'shop/web/2.1'];

/** The ids of the role's instances by the names of their hosts. */
function idsByName(): Record<string, string> {
  return moto.boto(`
found = [i for r in ec2.describe_instances(Filters=[{'Name': 'tag:fck:role', 'Values': ['web']}])['Reservations'] for i in r['Instances']]
slot = lambda i: [t['Value'] for t in i['Tags'] if t['Key'] == 'fck:slot'][0]
print(json.dumps({'web-' + slot(i): i['InstanceId'] for i in found}))`);
}

/** Injects a fault into one call, by its number. */
function faultAt(number: number, fault: Fault): void {
  proxy.faults = (_, at) => (at === number ? fault : undefined);
}

/** Starts `fck run create` so that it can be killed from within a fault. */
function startCreate(): { child: ChildProcess; ended: Promise<void> } {
  const child = spawn(process.execPath, [fckProgram, 'run', 'create'], {
    cwd: folder.path,
    env: { ...process.env, ...env, HOME: folder.path },
    stdio: 'ignore',
  });
  return { child, ended: new Promise((resolve) => child.once('close', () => resolve())) };
}

describe('fck run create', () => {
  it('makes as many instances as the role asks for, once, and says where they are', async () => {
    await fckOk('run', 'create');
    expect(living()).toEqual(BOTH);
    await fckOk('run', 'create');
    expect(living()).toEqual(BOTH);
    const hosts = JSON.parse((await fck('hosts', '--json')).stdout);
    expect(hosts).toMatchObject([
      { name: 'web-1', role: 'web', address: '127.0.0.1', provider: 'aws' },
      { name: 'web-2', role: 'web' },
    ]);
  });

  it('asks for instances that are encrypted, tagged and answer metadata with tokens only', async () => {
    await fckOk('run', 'create');
    const found = moto.boto<Record<string, unknown>>(`
instance = ec2.describe_instances()['Reservations'][0]['Instances'][0]
volume = ec2.describe_volumes(Filters=[{'Name': 'attachment.instance-id', 'Values': [instance['InstanceId']]}])['Volumes'][0]
print(json.dumps({'tokens': instance['MetadataOptions']['HttpTokens'], 'encrypted': volume['Encrypted'], 'type': volume['VolumeType'], 'name': [t['Value'] for t in instance['Tags'] if t['Key'] == 'Name'][0]}))`);
    expect(found).toEqual({
      tokens: 'required',
      encrypted: true,
      type: 'gp3',
      name: expect.stringMatching(/^shop-web-[12]$/),
    });
  });

  it('makes exactly as many, at whichever call it is killed and the reply lost', async () => {
    await fckOk('run', 'create');
    const calls = proxy.calls.length;
    expect(calls).toBeGreaterThan(5);
    for (let number = 0; number < calls; number++) {
      await moto.reset();
      proxy.reset(['127.0.0.1']);
      folder.remove();
      folder = new Folder({ 'fck.yaml': config({ count: 2 }) });
      const { child, ended } = startCreate();
      faultAt(number, { kind: 'lost', when: 'after', meanwhile: () => child.kill('SIGKILL') });
      await ended;
      const killed = child.signalCode;
      proxy.forgetCalls();
      await fckOk('run', 'create');
      expect({ number, killed, living: living() }).toEqual({ number, killed: 'SIGKILL', living: BOTH });
    }
  });

  it('asks again when a reply is lost on the way, and when AWS is busy', async () => {
    proxy.faults = (action, number) =>
      action === 'RunInstances' && number % 2 === 0
        ? { kind: 'lost', when: 'after' }
        : action === 'DescribeImages' && number < 4
          ? { kind: 'error', status: 503, code: 'RequestLimitExceeded', message: 'Request limit exceeded.' }
          : undefined;
    await fckOk('run', 'create');
    expect(living()).toEqual(BOTH);
  });

  it.each([
    ['a page of a proxy', { kind: 'html' }],
    ['half an answer', { kind: 'truncated' }],
  ] satisfies [string, Fault][])('never takes %s for an answer', async (_, fault) => {
    proxy.faults = (action) => (action === 'RunInstances' ? fault : undefined);
    const { code, stderr } = await fck('run', 'create');
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('AWS_BAD_ANSWER') });
    proxy.forgetCalls();
    await fckOk('run', 'create');
    expect(living()).toEqual(BOTH);
  });

  it('waits for an instance that AWS does not know yet, just after making it', async () => {
    await fckOk('run', 'create');
    const describes = (action: string) => action === 'DescribeInstances';
    await moto.reset();
    proxy.reset(['127.0.0.1']);
    folder.remove();
    folder = new Folder({ 'fck.yaml': config({ count: 2 }) });
    let made = false;
    let missing = 3;
    proxy.faults = (action) => {
      made ||= action === 'RunInstances';
      return made && describes(action) && missing-- > 0 ? { kind: 'without-instances' } : undefined;
    };
    await fckOk('run', 'create');
    expect(living()).toEqual(BOTH);
  });

  it('says which permission is missing in less than 3 seconds, and asks nothing more', async () => {
    let refused = 0;
    proxy.faults = (action) => {
      if (action !== 'RunInstances') return undefined;
      refused = Date.now();
      return {
        kind: 'error',
        status: 403,
        code: 'UnauthorizedOperation',
        message: 'You are not authorized. Encoded authorization failure message: AAAA',
      };
    };
    const { code, stderr } = await fck('run', 'create');
    // How long the command takes to get there depends on the load of the machine.
    expect(Date.now() - refused).toBeLessThan(3000);
    expect(proxy.calls.at(-1)).toBe('RunInstances');
    expect(code).toBe(1);
    expect(stderr).toContain('AWS does not allow ec2:RunInstances');
    expect(stderr).not.toContain('AAAA');
    expect(stderr).not.toContain(env.AWS_SECRET_ACCESS_KEY);
    expect(proxy.calls.filter((action) => action === 'RunInstances')).toHaveLength(1);
  });

  it('takes the next type where there is no room, and finishes later what there was no room for at all', async () => {
    const full = {
      kind: 'error',
      status: 500,
      code: 'InsufficientInstanceCapacity',
      message: 'No room.',
    } as const;
    let runs = 0;
    proxy.faults = (action) => (action === 'RunInstances' && runs++ !== 1 ? full : undefined);
    const first = await fck('run', 'create');
    expect(first).toMatchObject({ code: 1, stderr: expect.stringContaining('AWS_NO_CAPACITY') });
    expect(living()).toHaveLength(1);
    proxy.forgetCalls();
    await fckOk('run', 'create');
    expect(living()).toEqual(BOTH);
  });

  it('replaces an instance that died, grows, and never shrinks by itself', async () => {
    await fckOk('run', 'create');
    moto.boto(`
found = ec2.describe_instances(Filters=[{'Name': 'tag:fck:slot', 'Values': ['1']}])['Reservations'][0]['Instances'][0]
ec2.terminate_instances(InstanceIds=[found['InstanceId']])
print('null')`);
    await fckOk('run', 'create');
    expect(living()).toEqual(['shop/web/1.2', 'shop/web/2.1']);
    folder.write('fck.yaml', config({ count: 3 }));
    await fckOk('run', 'create');
    expect(living()).toEqual(['shop/web/1.2', 'shop/web/2.1', 'shop/web/3.1']);
    folder.write('fck.yaml', config({ count: 1 }));
    const { stderr } = await fckOk('run', 'create');
    expect(stderr).toMatch(
      /has 2 more than asked for, which fck leaves alone: web-2 \(i-\w+, running\), web-3 /,
    );
    expect(stderr).not.toContain('terminate');
    expect(living()).toHaveLength(3);
  });

  it('makes no second ones when AWS leaves out all tags', async () => {
    await fckOk('run', 'create');
    proxy.faults = (action) => (action === 'DescribeInstances' ? { kind: 'without-tags' } : undefined);
    await fckOk('run', 'create');
    expect(living()).toEqual(BOTH);
  });

  it('only says what it would make in a dry run, after asking AWS whether it may', async () => {
    const { stdout } = await fckOk('run', 'create', '-n');
    for (const host of ['web-1', 'web-2'])
      expect(stdout).toContain(`${host}\n  ~ aws: create\n      make an instance (t3.small, ${AMI})`);
    expect(living()).toEqual([]);
  });

  it('imports a public key, which a dry run only plans, and never sends another file', async () => {
    const keys = () =>
      moto.boto<string[]>(
        "print(json.dumps([pair['KeyName'] for pair in ec2.describe_key_pairs()['KeyPairs']]))",
      );
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', `${folder.path}/key`]);
    const importing = (file: string) => config({ count: 1, more: `      import_key: ${file}\n` });
    folder.write('fck.yaml', importing('key'));
    for (const args of [['-n'], []])
      expect(await fck('run', 'create', ...args)).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('AWS_NOT_A_PUBLIC_KEY'),
      });
    expect(proxy.calls).toEqual([]);
    folder.write('fck.yaml', importing('key.pub'));
    expect((await fckOk('run', 'create', '-n')).stdout).toMatch(
      /import \S+key\.pub as the key pair fck-shop-/,
    );
    expect(keys()).toEqual([]);
    await fckOk('run', 'create');
    expect(keys()).toEqual([expect.stringMatching(/^fck-shop-[0-9a-f]{12}$/)]);
  });

  it('does not suggest to terminate an instance that another user tagged as one of the role', async () => {
    await fckOk('run', 'create');
    const id = moto.boto<string>(`
tags = [{'Key': 'fck:project', 'Value': 'shop'}, {'Key': 'fck:role', 'Value': 'web'}]
made = ec2.run_instances(ImageId='${AMI}', MinCount=1, MaxCount=1, TagSpecifications=[{'ResourceType': 'instance', 'Tags': tags}])
print(json.dumps(made['Instances'][0]['InstanceId']))`);
    const { stderr } = await fckOk('run', 'create');
    expect(stderr).toContain(`web-${id} (${id}, running, not made by fck)`);
    expect(stderr).not.toContain('terminate');
  });
});

describe('fck adopt', () => {
  it("makes hosts of instances with fabcloudkit's tags, and of no others", async () => {
    await fckOk('run', 'create');
    folder.write('fck.yaml', config({ count: 4 }));
    const ids = moto.boto<string[]>(`
def made(tags):
    i = ec2.run_instances(ImageId='${AMI}', MinCount=1, MaxCount=1, InstanceType='t1.micro')['Instances'][0]['InstanceId']
    ec2.create_tags(Resources=[i], Tags=[{'Key': k, 'Value': v} for k, v in tags.items()])
    return i
web = {'fabcloudkit_role': 'web'}
print(json.dumps([
    made({**web, 'fabcloudkit_last_good_build': 'shop_00041_abc7955', 'fabcloudkit_active_build': 'shop_00041_abc7955 (41237)', 'Name': 'our first'}),
    made({**web, 'fabcloudkit_last_good_build': 'shop_00040_fee1bad'}),
    made(web),
    made({**web, 'fabcloudkit_last_good_build': 'blog_00002_abc7955'}),
    made({'fabcloudkit_role': 'other', 'fabcloudkit_last_good_build': 'shop_00041_abc7955'}),
]))`);
    const [first = '', second = '', unknown = ''] = ids;
    const tags = () =>
      moto.boto<Record<string, Record<string, string>>>(`
found = [i for r in ec2.describe_instances()['Reservations'] for i in r['Instances']]
print(json.dumps({i['InstanceId']: {t['Key']: t['Value'] for t in i.get('Tags', [])} for i in found}))`);
    const before = tags();

    // Logins to these hosts are not possible.
    const shown = await fck('adopt', '-n', '--json');
    const { machines } = JSON.parse(shown.stdout);
    const byId = Object.fromEntries(machines.map((machine: { id: string }) => [machine.id, machine]));
    expect(Object.keys(byId).toSorted()).toEqual([first, second, unknown].toSorted());
    expect(byId[first]).toMatchObject({ about: 'running, serves shop_00041_abc7955 (41237)' });
    expect(byId[unknown].staysBecause).toContain(
      `aws ec2 create-tags --region eu-central-1 --resources ${unknown} `,
    );
    const names = [first, second].map((id) => byId[id].host);
    expect(names.toSorted()).toEqual(['web-3', 'web-4']);
    expect((await fckOk('run', 'adopt-hosts', '-n')).stdout).toContain(`make ${first} this host`);
    expect(tags()).toEqual(before);

    await fckOk('run', 'adopt-hosts');
    const now = tags();
    expect(now[first]).toMatchObject({ ...before[first], 'fck:project': 'shop', 'fck:role': 'web' });
    expect(now[first]?.['Name']).toBe('our first');
    expect(now[second]?.['Name']).toBe(`shop-${byId[second].host}`);
    for (const id of ids.slice(2)) expect(now[id]).toEqual(before[id]);
    const hosts: { name: string; labels: { instance: string } }[] = JSON.parse(
      (await fckOk('hosts', '--json')).stdout,
    );
    expect(hosts.map(({ name }) => name)).toEqual(['web-1', 'web-2', 'web-3', 'web-4']);
    expect(hosts.find(({ labels }) => labels.instance === first)?.name).toBe(byId[first].host);

    await fckOk('run', 'adopt-hosts', 'create');
    expect(tags()).toEqual(now);
  });
});

describe('fck ec2', () => {
  it('terminates nothing that AWS does not confirm to be of the project', async () => {
    await fckOk('run', 'create');
    const [id = ''] = moto.boto<string[]>(`
print(json.dumps(ec2.run_instances(ImageId='${AMI}', MinCount=1, MaxCount=1)['Instances'][0]['InstanceId'].split()))`);
    const stranger = await fck('ec2', 'terminate', id);
    expect(stranger).toMatchObject({ code: 1, stderr: expect.stringContaining('AWS_NOT_OURS') });
    proxy.faults = (action) => (action === 'DescribeInstances' ? { kind: 'without-tags' } : undefined);
    const [own] = JSON.parse((await fck('ec2', 'list', '--json')).stdout) as { id: string }[];
    expect(own).toBeUndefined();
    await fck('ec2', 'terminate', '--confirm', 'shop/web');
    proxy.forgetCalls();
    expect(living()).toEqual(['?/?/?.?', ...BOTH]);
    for (const args of [[], ['--confirm', 'web'], ['--confirm', 'other/web'], ['web-1']])
      expect(await fck('ec2', 'terminate', ...args)).toMatchObject({ code: 1 });
    const ids = idsByName();
    for (const args of [
      ['ec2', 'terminate', 'web-2'],
      ['ec2', 'terminate', '-H', 'web-2', '-n'],
      ['run', 'destroy', '-H', 'web-2'],
    ]) {
      const { code, stderr } = await fck(...args);
      expect(code).toBe(1);
      expect(stderr).toContain(`fck ec2 terminate ${ids['web-2']}\n`);
      expect(stderr).not.toContain(ids['web-1']);
    }
    expect((await fck('ec2', 'terminate', '--confirm', 'shop/web', '-n')).stdout).toContain(
      'Would be terminated',
    );
    const one = await fck('ec2', 'terminate', '-H', 'web-2', '--confirm', 'shop/web', '-n');
    expect(one.stdout).toContain(`Would be terminated: web-2 (${ids['web-2']}).`);
    expect(living()).toEqual(['?/?/?.?', ...BOTH]);
    await fckOk('ec2', 'terminate', '--confirm', 'shop/web');
    expect(living()).toEqual(['?/?/?.?']);
  });

  it('lists, stops, starts and reboots by name', async () => {
    await fckOk('run', 'create');
    expect((await fck('ec2', 'stop', 'web-1')).stdout).toContain('Being stopped: web-1');
    const rows = JSON.parse((await fck('ec2', 'list', '--json')).stdout) as { name: string; state: string }[];
    expect(rows.map(({ name, state }) => `${name} ${state}`).sort()).toEqual([
      'web-1 stopped',
      'web-2 running',
    ]);
    expect((await fck('run', 'create')).stderr).toContain('fck ec2 start i-');
    await fckOk('ec2', 'start', 'web-1');
    await fckOk('ec2', 'reboot', 'web-2');
    await fckOk('ec2', 'console', 'web-2');
    expect(await fck('ec2', 'stop')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('AWS_NONE_NAMED'),
    });
    expect(living()).toEqual(BOTH);
  });

  it('says which account is in force and what it may not do', async () => {
    proxy.faults = (action) =>
      action === 'TerminateInstances'
        ? { kind: 'error', status: 403, code: 'UnauthorizedOperation', message: 'No.' }
        : undefined;
    const { stdout } = await fckOk('ec2', 'doctor', '--json');
    expect(JSON.parse(stdout)).toMatchObject([
      {
        roles: ['web'],
        account: '123456789012',
        region: 'eu-central-1',
        missing: [{ action: 'ec2:TerminateInstances' }],
      },
    ]);
    const policy = JSON.parse((await fck('ec2', 'doctor', '--policy')).stdout);
    expect(JSON.stringify(policy)).toContain('aws:ResourceTag/fck:project');
  });

  it('asks for permissions that only some roles need where such a role is there', async () => {
    const denied = { kind: 'error', status: 403, code: 'AccessDeniedException', message: 'No.' } as const;
    const some = /GetParameter|ImportKeyPair|TargetHealth|RegisterTargets/;
    proxy.faults = (action) => (some.test(action) ? denied : undefined);
    const group = moto.boto<string>(`
vpc = ec2.describe_vpcs()['Vpcs'][0]['VpcId']
made = client('elbv2').create_target_group(Name='web', Protocol='HTTP', Port=80, VpcId=vpc)
print(json.dumps(made['TargetGroups'][0]['TargetGroupArn']))`);
    const missing = async () =>
      JSON.parse((await fck('ec2', 'doctor', '--json')).stdout)[0].missing.map(
        ({ action }: { action: string }) => action,
      );
    expect(await missing()).toEqual([]);
    const byParameter = config({ count: 2 }).replace(`ami_id: ${AMI}`, 'ami: {ssm: /shop/image}');
    const more = `count: 2\n      import_key: key.pub\n      target_groups: [web, '${group}']`;
    folder.write('fck.yaml', byParameter.replace('count: 2', more));
    expect(await missing()).toEqual([
      'ec2:ImportKeyPair',
      'elasticloadbalancing:DescribeTargetHealth',
      'elasticloadbalancing:RegisterTargets',
      'ssm:GetParameter',
    ]);
    const { stdout } = await fck('ec2', 'doctor', '--policy');
    expect(stdout).toContain('arn:aws:elasticloadbalancing:*:*:targetgroup/web/*');
  });

  it('asks what it may do with the bucket of the project', async () => {
    const bucketed = `${config({ count: 2 })}\ns3: {bucket: releases, prefix: fck, endpoint_url: '${endpoint}'}\n`;
    folder.write('fck.yaml', bucketed);
    const doctor = () => fck('ec2', 'doctor', '--json');
    expect(await doctor()).toMatchObject({ code: 1, stderr: expect.stringContaining('NoSuchBucket') });
    moto.boto(`
client('s3').create_bucket(Bucket='releases', CreateBucketConfiguration={'LocationConstraint': 'eu-central-1'})
print('null')`);
    const denied = { kind: 'error', status: 403, code: 'AccessDenied', message: 'No.' } as const;
    for (const [action, missing] of [
      ['PutObject', []],
      ['GetObject', ['s3:GetObject']],
      ['ListBucket', ['s3:ListBucket']],
    ] as const) {
      proxy.faults = (asked) => (asked === action ? denied : undefined);
      const { stdout } = await doctor();
      expect(JSON.parse(stdout)[1]).toMatchObject({
        bucket: 's3://releases/fck/',
        missing: missing.map((name) => ({ action: name })),
      });
    }
    expect((await fck('ec2', 'doctor')).stdout).toMatch(/s3:\/\/releases\/fck\/ +s3:ListBucket/);
  });

  it('shows which image a role would start from, and records it only if it is to', async () => {
    const name = (image: string) =>
      moto.boto(`
client('ssm').put_parameter(Name='/shop/image', Value='${image}', Type='String', Overwrite=True)
print('null')`);
    const images = async (...args: string[]) =>
      JSON.parse((await fck('ec2', 'images', '--json', ...args)).stdout);
    const NEXT = 'ami-760aaa0f';
    folder.write('fck.yaml', config({ count: 2 }).replace(`ami_id: ${AMI}`, 'ami: {ssm: /shop/image}'));
    name(AMI);
    expect(await images()).toEqual([{ role: 'web', image: AMI }]);
    name(NEXT);
    expect(await images('--update', '-n')).toEqual([{ role: 'web', image: NEXT, before: AMI }]);
    expect(await images()).toEqual([{ role: 'web', image: AMI }]);
    expect(await images('--update')).toEqual([{ role: 'web', image: NEXT, before: AMI }]);
  });

  it('explains missing credentials and regions', async () => {
    const none = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_EC2_METADATA_DISABLED: 'true' };
    expect(await folder.fck(['ec2', 'list'], none)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('AWS_CREDENTIALS'),
    });
    folder.write('fck.yaml', config({ count: 2 }).replace('region: eu-central-1, ', ''));
    expect(
      await folder.fck(['ec2', 'list'], { ...env, AWS_REGION: '', AWS_DEFAULT_REGION: '' }),
    ).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('AWS_NO_REGION'),
    });
    expect(await folder.fck(['ec2', 'list'], { ...env, AWS_DEFAULT_REGION: 'eu-central-1' })).toMatchObject({
      code: 0,
    });
  });
});
