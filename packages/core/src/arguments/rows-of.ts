import type { Argument, ArgumentRows, Arguments } from '../api/arguments.js';
import type { StandardSchema } from '../api/standard-schema.js';
import { type JsonSchema, jsonSchemaOf } from '../config/json-schema-of.js';
import { isMapping } from '../is-mapping.js';
import { isStandardSchema } from '../registry/is-standard-schema.js';

/** Making a JSON Schema takes longer than anything else here. */
const known = new WeakMap<StandardSchema, ArgumentRows>();

/** The rows of declared arguments: those of a schema are read from its JSON Schema. */
export function rowsOf(declared: Arguments | undefined): ArgumentRows {
  if (declared === undefined) return {};
  if (!isStandardSchema(declared)) return declared as ArgumentRows;
  const rows = known.get(declared) ?? rowsInSchema(jsonSchemaOf(declared));
  known.set(declared, rows);
  return rows;
}

/** Whether fck can list the arguments of a schema: it must have the JSON Schema of an object. */
export function isListable(declared: Arguments | undefined): boolean {
  return !isStandardSchema(declared) || isMapping(jsonSchemaOf(declared)['properties']);
}

function rowsInSchema({ properties, required }: JsonSchema): ArgumentRows {
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.fromEntries(
    Object.entries(isMapping(properties) ? properties : {}).map(([name, property]) => [
      name,
      rowOf(isMapping(property) ? property : {}, needed.includes(name)),
    ]),
  );
}

function rowOf(property: JsonSchema, required: boolean): Argument {
  const { description, env } = property;
  const common = {
    about: typeof description === 'string' ? description : '',
    ...(required ? { required } : {}),
    ...(typeof env === 'string' ? { env } : {}),
  };
  const preset = property['default'];
  const inner = valueSchema(property);
  const choices = textsIn(inner['enum']);
  if (choices) return { ...common, kind: 'choice', choices, ...presetOf(preset, isText) };
  switch (inner['type']) {
    case 'number':
    case 'integer':
      return { ...common, kind: 'number', ...presetOf(preset, isNumber) };
    case 'boolean':
      return { ...common, kind: 'boolean', ...presetOf(preset, isBoolean) };
    case 'array': {
      const items = isMapping(inner['items']) ? textsIn(inner['items']['enum']) : undefined;
      return { ...common, kind: 'list', ...(items ? { choices: items } : {}), ...presetOf(preset, areTexts) };
    }
    default:
      return { ...common, kind: 'text', ...presetOf(preset, isText) };
  }
}

/** Of several alternatives, the first that is not null. */
function valueSchema(property: JsonSchema): JsonSchema {
  const alternatives = property['anyOf'] ?? property['oneOf'];
  if (!Array.isArray(alternatives)) return property;
  return alternatives.filter(isMapping).find(({ type }) => type !== 'null') ?? property;
}

function presetOf<T>(preset: unknown, fits: (value: unknown) => value is T): { default?: T } {
  return fits(preset) ? { default: preset } : {};
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const areTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);

function textsIn(list: unknown): string[] | undefined {
  return areTexts(list) && list.length > 0 ? list : undefined;
}
