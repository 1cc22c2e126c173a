import type { SectionPlace } from '../api/section.js';
import { nameSchema } from '../names/names.js';
import { type Registration, registrationsOf } from '../registry/registrations.js';
import type { Registries } from '../registry/registries.js';
import { type JsonSchema, jsonSchemaOf } from './json-schema-of.js';
import { acceptsNothing } from './validate.js';

const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/**
 * JSON Schema of the configuration file: every key of core and of the loaded plugins, made from the schemas that check
 * it. Checks that need code (a role that does not exist) are left to `fck` itself.
 */
export async function configSchema(registries: Registries): Promise<JsonSchema> {
  const properties = await propertiesAt(registries, 'project', '/properties');
  return {
    $schema: DRAFT,
    title: 'fck configuration',
    ...mappingOf({
      ...properties,
      name: { ...properties['name'], type: 'string' },
      plugins: { ...described(properties['plugins']), ...plugins },
      roles: { ...described(properties['roles']), ...roles() },
    }),
    required: ['name', 'roles'],
    $defs: { role: await roleMapping(registries, '/$defs/role') },
  };
}

/** JSON Schema of a file that describes one role. */
export async function roleSchema(registries: Registries): Promise<JsonSchema> {
  return { $schema: DRAFT, title: 'fck role', ...(await roleMapping(registries, '')) };
}

const plugins: JsonSchema = {
  type: ['array', 'null'],
  items: {
    anyOf: [
      { type: 'string', description: 'A name, the path of a file, or `!name`: not this plugin of a preset.' },
      { type: 'array', prefixItems: [{ type: 'string' }, {}], minItems: 1, maxItems: 2 },
      {
        type: 'object',
        minProperties: 1,
        maxProperties: 1,
        description: 'A name with options, or with `false`: not this plugin of a preset.',
      },
    ],
  },
};

const role: JsonSchema = {
  anyOf: [{ type: 'string', description: 'The file of a role.' }, { $ref: '#/$defs/role' }],
};
const roles = (): JsonSchema => ({
  anyOf: [
    { type: 'array', items: role, minItems: 1 },
    {
      type: 'object',
      propertyNames: jsonSchemaOf(nameSchema()),
      additionalProperties: role,
      minProperties: 1,
    },
  ],
});

/** A role's section in the list form of fabcloudkit since 0.21: a list of tools with their options. */
const listForm: JsonSchema = {
  description: 'The list form of fabcloudkit.',
  type: 'array',
  minItems: 1,
  items: {
    anyOf: [
      { type: 'string' },
      {
        type: 'object',
        minProperties: 1,
        maxProperties: 1,
        additionalProperties: { type: ['object', 'null'] },
      },
    ],
  },
};

async function roleMapping(registries: Registries, pointer: string): Promise<JsonSchema> {
  const properties = await propertiesAt(registries, 'role', `${pointer}/properties`);
  for (const spec of ['provision', 'build', 'activate'] as const) {
    const place = `${pointer}/properties/${spec}/anyOf/0/properties`;
    const mapping = {
      ...mappingOf(await propertiesAt(registries, `role.${spec}`, place)),
      type: ['object', 'null'],
    };
    properties[spec] = { ...described(properties[spec]), anyOf: [mapping, listForm] };
  }
  return mappingOf(properties);
}

function mappingOf(properties: Record<string, JsonSchema>): JsonSchema {
  return { type: 'object', properties, patternProperties: { '^x-': {} }, additionalProperties: false };
}

/** The possible keys of a place. */
async function propertiesAt(
  registries: Registries,
  place: SectionPlace,
  pointer: string,
): Promise<Record<string, JsonSchema>> {
  const here = registrationsOf(registries).filter(({ at }) => at === place);
  const entries = here.map(async (registration): Promise<[string, JsonSchema]> => {
    const { name } = registration;
    return [name, await propertyOf(registration, `${pointer}/${escaped(name)}`)];
  });
  return Object.fromEntries(await Promise.all(entries));
}

async function propertyOf({ schema, about, owner }: Registration, pointer: string): Promise<JsonSchema> {
  const description = [about, owner === 'core' ? undefined : `(${owner})`].filter(Boolean).join(' ');
  if (!schema) return { description };
  const { default: preset, ...inner } = moved(jsonSchemaOf(schema), pointer);
  const accepted =
    'type' in inner || 'anyOf' in inner || '$ref' in inner ? await orNull(schema, inner) : inner;
  return { description, ...(preset === undefined ? {} : { default: preset }), ...accepted };
}

/** A key without a value counts as an empty mapping, or as absent. */
async function orNull(schema: NonNullable<Registration['schema']>, inner: JsonSchema): Promise<JsonSchema> {
  if (!(await acceptsNothing(schema))) return inner;
  if (typeof inner['type'] === 'string' && !('enum' in inner) && !('const' in inner))
    return { ...inner, type: [inner['type'], 'null'] };
  return { anyOf: [inner, { type: 'null' }] };
}

function described(property: JsonSchema | undefined): JsonSchema {
  return { description: property?.['description'] };
}

/** References in a schema are relative to its own top; inside another schema its top is elsewhere. */
function moved<T>(schema: T, pointer: string): T {
  return JSON.parse(JSON.stringify(schema), (key, value: unknown) =>
    key === '$ref' && typeof value === 'string' && value.startsWith('#')
      ? `#${pointer}${value.slice(1)}`
      : value,
  );
}

/** A key as a part of a JSON pointer. */
function escaped(key: string): string {
  return encodeURIComponent(key.replaceAll('~', '~0').replaceAll('/', '~1'));
}
