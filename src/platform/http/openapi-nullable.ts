import type { Json } from './openapi-operations.js';

const isNullType = (schema: unknown) => (schema as Json).type === 'null';

/** `anyOf: [X, null]` as the one schema that means the same, where X states a single type. */
function mergeNull(schema: Json): void {
  const branches = schema.anyOf;
  if (!Array.isArray(branches) || branches.length !== 2 || !isNullType(branches[1])) return;
  const branch = branches[0] as Json;
  if (typeof branch.type !== 'string' || 'const' in branch) return;
  delete schema.anyOf;
  const { enum: values, ...rest } = branch;
  Object.assign(schema, rest, schema, { type: [branch.type, 'null'] });
  if (Array.isArray(values)) schema.enum = [...values, null];
}

/** Writes nullable schemas of a document in the short form of OpenAPI 3.1: `type: [string, null]`. */
export function simplifyNullable(value: unknown): void {
  if (Array.isArray(value)) for (const item of value) simplifyNullable(item);
  else if (value !== null && typeof value === 'object') {
    mergeNull(value as Json);
    for (const inner of Object.values(value)) simplifyNullable(inner);
  }
}
