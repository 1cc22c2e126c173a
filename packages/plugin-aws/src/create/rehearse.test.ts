import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emptyFck, fakeHostContext } from '@fck/testing';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fakeClients } from '../account/fake-clients.test.helper.js';
import { awsRole } from '../config/sections.js';
import { createInstances } from './create-instances.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fck-rehearse-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA8cXZPPJAVqLwNIUcQxJAR3Vn9fcHvLXWcwdmGdRlQN';

/** As the SDK tells that AWS refused. */
const refusal = (name: string, httpStatusCode: number) => ({ name, $metadata: { httpStatusCode } });

/** An account with a key pair or none, in which a role wants two instances. */
async function dryRun(keyFile: string, { keyPairs = [] as string[], denied = [] as string[] } = {}) {
  const path = join(folder, 'key');
  writeFileSync(path, keyFile);
  const asked: string[] = [];
  const send = async (command: {
    constructor: { name: string };
    input: { DryRun?: boolean; KeyName?: string };
  }) => {
    const name = command.constructor.name.replace('Command', '');
    const { DryRun: isDry, KeyName: key } = command.input;
    asked.push([name, ...(key === undefined ? [] : [key]), ...(isDry ? ['(dry run)'] : [])].join(' '));
    if (denied.includes(name)) throw Object.assign(new Error('No.'), refusal('UnauthorizedOperation', 403));
    if (isDry) throw Object.assign(new Error('It would.'), refusal('DryRunOperation', 412));
    if (name === 'DescribeInstances') return { Reservations: [] };
    if (name === 'DescribeImages') return { Images: [{ ImageId: 'ami-1' }] };
    if (name === 'DescribeKeyPairs') return { KeyPairs: keyPairs.map((KeyName) => ({ KeyName })) };
    throw new Error(`nobody should ask for ${name}`);
  };
  const { project, role, run } = fakeHostContext();
  const plan: string[] = [];
  const context = {
    fck: emptyFck(),
    run,
    project,
    role,
    signal: new AbortController().signal,
    dryRun: true,
    progress: () => undefined,
    planned: (host: string, what: string) => plan.push(`${host}: ${what}`),
  };
  const settings = awsRole.parse({
    ami_id: 'ami-1',
    instance_type: 't3.small',
    count: 2,
    key_name: 'laptop',
    import_key: path,
  });
  const done = createInstances({ context, clients: fakeClients('ec2', { send }), settings });
  return { done, plan, asked, path, role: role.name };
}

it('a dry run imports no key pair, and plans that it would', async () => {
  const { done, plan, asked, path, role } = await dryRun(`${KEY} me@laptop\n`);
  await done;
  expect(plan).toEqual([
    `${role}-1: import ${path} as the key pair laptop`,
    `${role}-1: make an instance (t3.small, ami-1)`,
    `${role}-2: make an instance (t3.small, ami-1)`,
  ]);
  expect(asked.filter((call) => !call.startsWith('Describe'))).toEqual([
    'ImportKeyPair laptop (dry run)',
    'RunInstances (dry run)',
  ]);
});

it('a key pair that is there already is not planned again', async () => {
  const { done, plan, asked } = await dryRun(KEY, { keyPairs: ['laptop'] });
  await done;
  expect(plan.filter((line) => line.includes('import'))).toEqual([]);
  expect(asked.at(-1)).toBe('RunInstances laptop (dry run)');
});

it('an account that may not list its key pairs gets a plan too', async () => {
  const { done, plan } = await dryRun(KEY, { denied: ['DescribeKeyPairs'] });
  await done;
  expect(plan[0]).toMatch(/as the key pair laptop, unless it is there$/);
});

it('a private key is refused before anything is asked of AWS', async () => {
  const { done, asked, path } = await dryRun('-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n');
  await expect(done).rejects.toMatchObject({
    code: 'AWS_NOT_A_PUBLIC_KEY',
    message: `${path} holds a private key. It was not sent to AWS.`,
  });
  expect(asked).toEqual([]);
});
