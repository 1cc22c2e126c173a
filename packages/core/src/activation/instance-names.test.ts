import { expect, it } from 'vitest';
import { instanceId, instancesOfRole } from './instance-names.js';

const of = (role: string) => ({ project: { name: 'shop' }, role: { name: role } }) as never;

it('no role takes the instances of another one for its own, whose name begins as its does', () => {
  const roles = ['web', 'web.eu', 'web.eu.gunicorn', 'we'];
  const ids = roles.map((role) => instanceId(of(role), 'gunicorn', 1, 2));
  for (const [index, role] of roles.entries()) expect(instancesOfRole(of(role), ids)).toEqual([ids[index]]);
});
