import { z } from 'zod';
import { eventSchemas } from './event-schema.js';

/**
 * JSON Schema of every event: of a line of `--json`, and of what the hook `event` gets.
 *
 * @param strict refuses fields that it does not know. The published schema accepts them, since later versions may add some.
 */
export function eventsJsonSchema({ strict = false } = {}): Record<string, unknown> {
  const schemas = eventSchemas();
  const $defs = Object.fromEntries(
    Object.entries(schemas).map(([type, schema]) => {
      const { $schema: _, ...found } = z.toJSONSchema(schema, {
        target: 'draft-2020-12',
        io: strict ? 'output' : 'input',
      });
      return [type, found];
    }),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'fck events, version 1',
    oneOf: [
      ...Object.keys(schemas).map((type) => ({ $ref: `#/$defs/${type}` })),
      { $ref: '#/$defs/plugin-event' },
    ],
    $defs: {
      ...$defs,
      'plugin-event': {
        description: 'Its type begins with the name of the plugin. The plugin documents its fields.',
        type: 'object',
        properties: {
          v: { const: 1 },
          type: { type: 'string', pattern: '^[^:]+:.', not: { enum: Object.keys(schemas) } },
          at: { type: 'number' },
          plugin: { type: 'string' },
        },
        required: ['v', 'type', 'at', 'plugin'],
      },
    },
  };
}
