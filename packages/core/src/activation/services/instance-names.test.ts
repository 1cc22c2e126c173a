import { expect, it } from 'vitest';
import { instanceId, instancesOfRole } from './instance-names.js';
import { socketPath } from './runtime-folders.js';

const of = (role: string) => ({ project: { name: 'shop' }, role: { name: role } }) as never;

it('no role takes the instances of another one for its own, whose name begins as its does', () => {
  const roles = ['web', 'web.eu', 'web.eu.gunicorn', 'we'];
  const ids = roles.map((role) => instanceId(of(role), 'gunicorn', 1, 2));
  for (const [index, role] of roles.entries()) expect(instancesOfRole(of(role), ids)).toEqual([ids[index]]);
});

it('no runtime folder is one that an id from a host leads to', () => {
  const context = { ...(of('web') as object), paths: { run: '/opt/www/shop/run' } } as never;
  expect(socketPath(context, 'shop.web.gunicorn.1.2')).toBe('/opt/www/shop/run/web.gunicorn.1.2/socket');
  for (const id of ['shop.../../etc', 'shop.', 'shop.a/b', 'shop.-x'])
    expect(() => socketPath(context, id)).toThrow(expect.objectContaining({ code: 'NAME_INVALID' }));
});
