import { fakeHostContext } from '@fck/testing';
import { expect, it } from 'vitest';
import type { Build } from '../../api/build.js';
import type { Instance } from '../../api/service.js';
import type { PlannedService } from '../planned-service.js';
import { siteOf } from './prepare-proxy.js';

it('a site has the instances that listen by the names of their services, and the first one answers', () => {
  const { project, role } = fakeHostContext();
  const context = { project, role, build: { name: 'b' } as Build, buildPath: '/builds/b' };
  const instance = (kind: string, port?: number): Instance => ({
    id: `shop.web.${kind}.1.1`,
    kind,
    build: 'b',
    endpoint: port === undefined ? undefined : { kind: 'tcp', address: '127.0.0.1', port },
  });
  const planned = (name: string, service: string) =>
    ({ name, path: ['activate', 'services', service] }) as unknown as PlannedService;
  const instances = [instance('app', 1), instance('live-1', 2), instance('live-2', 3), instance('queue')];
  const services = [
    planned('app', 'app'),
    planned('live-1', 'live'),
    planned('live-2', 'live'),
    planned('queue', 'queue'),
  ];
  const site = siteOf(context, 'nginx', instances, services);
  expect(site.instance?.kind).toBe('app');
  expect(site.listeners).toEqual({
    app: [instance('app', 1)],
    live: [instance('live-1', 2), instance('live-2', 3)],
  });
});
