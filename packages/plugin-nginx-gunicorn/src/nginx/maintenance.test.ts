import { fakeHostContext } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { FakeNginx } from './fake-nginx.test.fixture.js';
import { beginMaintenance, endMaintenance, maintenanceOf } from './maintenance.js';

const FOLDER = '/etc/nginx/fck/shop.web';
const site = { name: 'shop.web', verificationPath: '/.well-known/fck/shop.web' };
const maintenance = {
  since: '2026-01-01T00:00:00Z',
  message: 'Soon',
  allow: ['10.0.0.0/8'],
  allowPaths: [],
  retryAfter: 300,
};

const onNginx = (nginx: FakeNginx) => ({ ...fakeHostContext(), remote: nginx });
const refusesPages = (files: ReadonlyMap<string, string>) =>
  files.has(`${FOLDER}/maintenance-server.conf`) ? { code: 1, stderr: '[emerg] no' } : undefined;

describe('a maintenance', () => {
  it('begins and ends with one reload each, and leaves nothing', async () => {
    const nginx = new FakeNginx();
    await beginMaintenance(onNginx(nginx), site, maintenance);
    expect([...nginx.files.keys()].toSorted()).toEqual([
      `${FOLDER}/maintenance-http.conf`,
      `${FOLDER}/maintenance-pass`,
      `${FOLDER}/maintenance-server.conf`,
    ]);
    expect(await maintenanceOf(nginx, 'shop.web')).toEqual(maintenance);
    expect(nginx.reloads).toBe(1);
    await endMaintenance(onNginx(nginx), 'shop.web');
    expect([...nginx.files.keys()]).toEqual([]);
    expect(nginx.reloads).toBe(2);
    await endMaintenance(onNginx(nginx), 'shop.web');
    expect(nginx.reloads).toBe(2);
  });

  it('keeps its pass when it changes: requests of other runs may be under way', async () => {
    const nginx = new FakeNginx();
    await beginMaintenance(onNginx(nginx), site, maintenance);
    const pass = nginx.files.get(`${FOLDER}/maintenance-pass`);
    await beginMaintenance(onNginx(nginx), site, { ...maintenance, message: 'Later' });
    expect(nginx.files.get(`${FOLDER}/maintenance-pass`)).toBe(pass);
    expect((await maintenanceOf(nginx, 'shop.web'))?.message).toBe('Later');
  });

  it('does not begin if nginx refuses it, and leaves nothing', async () => {
    const nginx = new FakeNginx();
    nginx.objection = refusesPages;
    await expect(beginMaintenance(onNginx(nginx), site, maintenance)).rejects.toMatchObject({
      code: 'NGINX_BROKEN_CONFIG',
    });
    expect([nginx.files.size, nginx.reloads]).toEqual([0, 0]);
  });

  it('is as before if nginx keeps its old configuration', async () => {
    const nginx = new FakeNginx();
    await beginMaintenance(onNginx(nginx), site, maintenance);
    const before = new Map(nginx.files);
    nginx.takesOver = false;
    await expect(endMaintenance(onNginx(nginx), 'shop.web')).rejects.toMatchObject({
      code: 'NGINX_NOT_RELOADED',
    });
    expect(nginx.files).toEqual(before);
  });

  it('is none while a killed run has only begun to write it', async () => {
    const nginx = new FakeNginx();
    nginx.files.set(`${FOLDER}/maintenance-http.conf`, '# {"since":"then","allow":[],"retryAfter":300}\n');
    expect(await maintenanceOf(nginx, 'shop.web')).toBeUndefined();
  });
});
