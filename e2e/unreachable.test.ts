import { execFileSync } from 'node:child_process';
import { createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Complaint, complaintOf } from './fixture/complaint.js';
import { Folder } from './fixture/folder.js';

let folder: Folder;

beforeAll(() => {
  folder = new Folder({ malformed: 'no key at all\n' });
  const makeKey = (file: string, passphrase: string) =>
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', join(folder.path, file)]);
  makeKey('plain', '');
  makeKey('encrypted', 'secret');
});

afterAll(() => folder?.remove());

/** What `fck` says when it provisions a host at an address. */
async function complaintAbout(
  address: string,
  options: { key?: string; ssh?: string; env?: NodeJS.ProcessEnv; args?: string[] } = {},
): Promise<Complaint> {
  const { key = 'plain', ssh = '{connect_timeout: 2}', env = {}, args = ['run', 'provision'] } = options;
  folder.write(
    'fck.yaml',
    `name: shop\nkey_filename: ${key}\nssh: ${ssh}\nroles: {web: {hosts: [{name: web-1, user: deploy, address: ${address}}]}}\n`,
  );
  return complaintOf(await folder.fck(args, env));
}

/** Serves on a free port of this machine, for as long as the work takes. */
async function withServer<T>(
  onConnection: (socket: Socket) => void,
  work: (port: number) => Promise<T>,
): Promise<T> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const address = server.address();
    return await work(typeof address === 'object' && address !== null ? address.port : 0);
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
}

const noSshdHere = '127.0.0.1, port: 1';

describe('a key file that cannot be used', () => {
  it.each([
    ['is missing', 'nowhere.pem', /nowhere\.pem.*no such file/, /key_filename/],
    ['is a folder', '.', /a folder/, /key_filename/],
    ['is malformed', 'malformed', /malformed cannot be used/, /ssh-keygen/],
    ['is the public half', 'plain.pub', /plain\.pub.*public key/, /without \.pub/],
    ['is encrypted', 'encrypted', /encrypted is encrypted.*no passphrase/, /passphrase: !env/],
  ])('%s', async (_what, key, said, remedy) => {
    const { message, hint, text } = await complaintAbout(noSshdHere, { key });
    expect(message).toMatch(said);
    expect(hint).toMatch(remedy);
    expect(text).toContain('host   web-1');
  });

  it('others may read it', async () => {
    execFileSync('install', ['-m', '644', join(folder.path, 'plain'), join(folder.path, 'open')]);
    const { message, hint } = await complaintAbout(noSshdHere, { key: 'open' });
    expect(message).toContain('others may read it');
    expect(hint).toContain('chmod 600');
  });

  it('its passphrase is wrong, and is shown nowhere', async () => {
    const ssh = '{passphrase: !env SHOP_PASSPHRASE}';
    const env = { SHOP_PASSPHRASE: 'guess-4711' };
    const { message, text } = await complaintAbout(noSshdHere, { key: 'encrypted', ssh, env });
    expect(message).toContain('its passphrase is wrong');
    expect(text).not.toContain('guess-4711');
  });

  it('its passphrase is right: the key is no obstacle', async () => {
    const ssh = '{passphrase: !env SHOP_PASSPHRASE}';
    const env = { SHOP_PASSPHRASE: 'secret' };
    const { message } = await complaintAbout(noSshdHere, { key: 'encrypted', ssh, env });
    expect(message).toContain('refuses connections');
  });
});

describe('a host that does not answer', () => {
  it('refuses connections', async () => {
    const { message, hint } = await complaintAbout(noSshdHere);
    expect(message).toMatch(/web-1 \(deploy@127\.0\.0\.1:1\) cannot be reached.*refuses/);
    expect(hint).toMatch(/sshd runs/);
  });

  it('has a name that DNS does not know', async () => {
    // A name server may be slow to say so.
    const { message, hint } = await complaintAbout('web.invalid', { ssh: '{connect_timeout: 60}' });
    expect(message).toMatch(/web-1 .*name is not known/);
    expect(hint).toMatch(/DNS|spelling/);
  });

  it('takes connections and says nothing: given up in time', async () => {
    const started = Date.now();
    const { message } = await withServer(
      () => undefined,
      (port) => complaintAbout(`127.0.0.1, port: ${port}`),
    );
    expect(message).toMatch(/web-1 .*cannot be reached.*2 s/);
    expect(Date.now() - started).toBeLessThan(60_000);
  });

  it('is no SSH server', async () => {
    const { message, hint } = await withServer(
      (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      (port) => complaintAbout(`127.0.0.1, port: ${port}`),
    );
    expect(message).toMatch(/web-1/);
    expect(hint).toMatch(/sshd/);
  });

  it('`fck exec` says so too', async () => {
    folder.write(
      'fck.yaml',
      `name: shop\nkey_filename: plain\nroles: {web: {hosts: [deploy@127.0.0.1:1]}}\n`,
    );
    const { code, stderr } = await folder.fck(['exec', '--', 'true']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/refuses connections[\s\S]*→ .*sshd/);
  });

  it('of two hosts, the one that answers is done', async () => {
    folder.write(
      'fck.yaml',
      `name: shop\nroot: ${folder.path}/www\nkey_filename: plain\nroles: {web: {hosts: [local, deploy@127.0.0.1:1]}}\n`,
    );
    const ended = await folder.fck(['run', 'provision']);
    expect(complaintOf(ended).text).toMatch(/host {3}127\.0\.0\.1/);
    expect(ended.stderr).toMatch(/^local +provision {2}✔/m);
  });
});
