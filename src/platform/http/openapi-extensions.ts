import type { Json } from './openapi-operations.js';
import type { Schema } from './reference/document.js';

type ObjectSchema = Schema & { properties: NonNullable<Schema['properties']> };

/** Below this size a reference to another schema makes a schema longer. */
const minimumSharedBytes = 300;

const isObjectSchema = (schema: unknown): schema is ObjectSchema =>
  (schema as Json).type === 'object' && typeof (schema as Json).properties === 'object';

/** Whether each object of one schema is also one of another, whose properties it all has in the same form. */
function extendsSchema(schema: ObjectSchema, base: ObjectSchema): boolean {
  const names = Object.keys(base.properties);
  return (
    names.length < Object.keys(schema.properties).length &&
    base.additionalProperties !== false &&
    schema.additionalProperties !== false &&
    (base.required ?? []).every((name) => schema.required?.includes(name)) &&
    names.every((name) => JSON.stringify(schema.properties[name]) === JSON.stringify(base.properties[name]))
  );
}

/**
 * Writes each schema that has all properties of another, and more, as that one and the rest: a `NewToken` is a `Token`
 * with its secret. Clients then get types that extend each other, and the document says everything once.
 */
export function shareBaseSchemas(schemas: Json): void {
  const entries = Object.entries(schemas).flatMap(([name, schema]) =>
    isObjectSchema(schema) ? [{ name, schema }] : [],
  );
  const possibleBases = entries
    .map((entry) => ({ ...entry, bytes: JSON.stringify(entry.schema.properties).length }))
    .filter(({ bytes }) => bytes >= minimumSharedBytes)
    .sort((a, b) => b.bytes - a.bytes);
  const extensions = entries.flatMap(({ name, schema }) => {
    const base = possibleBases.find((entry) => extendsSchema(schema, entry.schema));
    return base === undefined ? [] : [{ name, schema, base }];
  });
  for (const { name, schema, base } of extensions) schemas[name] = writeExtension(schema, base);
}

function writeExtension(schema: ObjectSchema, base: { name: string; schema: ObjectSchema }): Json {
  const { type, properties, required: requiredNames = [], examples, ...rest } = schema;
  const isOwn = (name: string) => !(name in base.schema.properties);
  const onlyOwn = (value: unknown) => Object.fromEntries(Object.entries(value as Json).filter(([name]) => isOwn(name)));
  const ownRequired = requiredNames.filter((name) => isOwn(name) || !base.schema.required?.includes(name));
  const own = {
    type,
    properties: onlyOwn(properties),
    ...(ownRequired.length > 0 ? { required: ownRequired } : {}),
    // The example of the whole is that of the base with this one.
    ...(examples === undefined ? {} : { examples: examples.map(onlyOwn) }),
  };
  return { ...rest, allOf: [{ $ref: `#/components/schemas/${base.name}` }, own] };
}
