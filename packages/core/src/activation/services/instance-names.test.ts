import { expect, it } from 'vitest';
import { instanceId, instancesOfRole } from './instance-names.js';
import { socketPath } from './runtime-folders.js';

const of = (role: string) => ({ project: { name: 'shop' }, role: { name: role } }) as never;

it('no role takes instances of another role whose name begins with its own', () => {
  const roles = ['web', 'web.eu', 'web.eu.gunicorn', 'we'];
  const ids = roles.map((role) => instanceId(of(role), 'gunicorn', 1, 2));
  for (const [index, role] of roles.entries()) expect(instancesOfRole(of(role), ids)).toEqual([ids[index]]);
});

it('no id from a host leads to a runtime folder elsewhere', () => {
  const context = { ...(of('web') as object), paths: { run: '/opt/www/shop/run' } } as never;
  expect(socketPath(context, 'shop.web.gunicorn.1.2')).toBe('/opt/www/shop/run/web.gunicorn.1.2/socket');
  for (const id of ['shop.../../etc', 'shop.', 'shop.a/b', 'shop.-x'])
    expect(() => socketPath(context, id)).toThrow(expect.objectContaining({ code: 'NAME_INVALID' }));
});
