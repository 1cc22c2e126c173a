import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { FckContainer } from '../fck.js';
import { configSchema, roleSchema } from './json-schema.js';

interface Tree {
  readonly name: string;
  readonly children?: readonly Tree[] | undefined;
}
const tree: z.ZodType<Tree> = z.strictObject({
  name: z.string(),
  children: z.lazy(() => z.array(tree)).optional(),
});

function containerWith(sections: Readonly<Record<string, z.ZodType>>): FckContainer {
  const fck = new FckContainer();
  for (const [name, schema] of Object.entries(sections))
    fck.section({ at: 'role.provision', name, schema, about: `About ${name}.` });
  return fck;
}

const ajv = () => new Ajv2020({ strict: false });

it('has the sections of plugins, in roles inline and in files of their own', async () => {
  const fck = containerWith({ redis: z.strictObject({ port: z.int() }) });
  const config = ajv().compile(await configSchema(fck));
  const role = ajv().compile(await roleSchema(fck));
  const right = { provision: { redis: { port: 1 } } };
  const wrong = { provision: { redis: { prot: 1 } } };
  expect([right, wrong].map((each) => role(each))).toEqual([true, false]);
  expect([right, wrong].map((web) => config({ name: 'shop', roles: { web } }))).toEqual([true, false]);
  expect([right, wrong].map((web) => config({ name: 'shop', roles: ['web.yaml', web] }))).toEqual([
    true,
    false,
  ]);
});

it('a schema that refers to itself does so at its own place', async () => {
  const fck = containerWith({ tree });
  const config = ajv().compile(await configSchema(fck));
  const at = (value: Tree) => config({ name: 'shop', roles: { web: { provision: { tree: value } } } });
  expect(at({ name: 'a', children: [{ name: 'b', children: [{ name: 'c' }] }] })).toBe(true);
  expect(at({ name: 'a', children: [{ name: 'b', children: [{ name: 7 as never }] }] })).toBe(false);
});

it('a key may have no value where fck reads that as an empty mapping, or none', async () => {
  const fck = containerWith({
    nginx: z.strictObject({ port: z.int().default(80) }),
    copy: z.strictObject({ role: z.string() }),
  });
  const role = ajv().compile(await roleSchema(fck));
  expect(role({ provision: null, description: null })).toBe(true);
  expect(role({ provision: { nginx: null } })).toBe(true);
  expect(role({ provision: { copy: null } })).toBe(false);
});

it('describes each key, and names its plugin', async () => {
  const fck = new FckContainer();
  await fck.applyAs({ name: 'redis', version: undefined, from: 'inline' }, () => {
    fck.section({ at: 'project', name: 'redis', schema: z.string(), about: 'Where Redis is.' });
  });
  expect(await configSchema(fck)).toMatchObject({
    properties: { redis: { description: 'Where Redis is. (redis)' } },
  });
});
