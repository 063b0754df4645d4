import { z } from 'zod';

/** The fields, such as `articles.seo`, whose values a schema shows. A schema that was derived with `meta` inherits them. */
const registry = z.registry<{ fields: readonly string[] }>();

/**
 * Marks the schema of a property as showing the values of fields. For an actor from whom one of them is hidden, the
 * property is left out of responses, and refused in queries and paths, where it would tell what the field contains.
 */
export function showsFields<Schema extends z.ZodType>(schema: Schema, ...fields: readonly string[]): Schema {
  registry.add(schema, { fields: [...(registry.get(schema)?.fields ?? []), ...fields] });
  return schema;
}

/** Types of values that contain no other values. */
const leaves = ['string', 'number', 'int', 'boolean', 'bigint', 'null', 'undefined', 'void', 'enum', 'literal', 'date'];

/** What a schema is made of. `opaque` may contain values of any kind. */
type Parts =
  | { kind: 'object'; shape: Readonly<Record<string, z.core.$ZodType>> }
  | { kind: 'list'; item: z.core.$ZodType }
  | { kind: 'any-of'; options: readonly z.core.$ZodType[] }
  | { kind: 'leaf' | 'opaque' };

function partsOf(schema: z.core.$ZodType): Parts {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return { kind: 'object', shape: def.shape };
    case 'array':
      return { kind: 'list', item: def.element };
    case 'record':
      return { kind: 'list', item: def.valueType };
    case 'union':
      return { kind: 'any-of', options: def.options };
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'readonly':
      return { kind: 'any-of', options: [def.innerType] };
    case 'lazy':
      return { kind: 'any-of', options: [def.getter()] };
    default:
      return { kind: leaves.includes(def.type) ? 'leaf' : 'opaque' };
  }
}

/** Returns the schemas directly inside a schema. */
function childrenOf(parts: Parts): readonly z.core.$ZodType[] {
  if (parts.kind === 'object') return Object.values(parts.shape);
  if (parts.kind === 'list') return [parts.item];
  return parts.kind === 'any-of' ? parts.options : [];
}

/** Returns a schema and all schemas inside it. */
function allSchemas(schema: z.core.$ZodType, schemas = new Set<z.core.$ZodType>()): ReadonlySet<z.core.$ZodType> {
  if (schemas.has(schema)) return schemas;
  schemas.add(schema);
  for (const child of childrenOf(partsOf(schema))) allSchemas(child, schemas);
  return schemas;
}

/** Whether a schema allows values of an undeclared shape, so that `hideFields` cannot know what they show. */
export const isOpaque = (schema: z.core.$ZodType): boolean =>
  [...allSchemas(schema)].some((one) => partsOf(one).kind === 'opaque');

const isMarkedWith = (schema: z.core.$ZodType, fields: readonly string[] | undefined): boolean =>
  registry.get(schema)?.fields.some((field) => fields === undefined || fields.includes(field)) === true;

/** Whether values of a schema show one of these fields, or, without `fields`, any field that is marked. */
export const showsAny = (schema: z.core.$ZodType, fields?: readonly string[]): boolean =>
  [...allSchemas(schema)].some((one) => isMarkedWith(one, fields));

/** Whether a property with this schema is marked as showing one of these fields. */
function isMarked(schema: z.core.$ZodType, fields: readonly string[] | undefined): boolean {
  const parts = partsOf(schema);
  return (
    isMarkedWith(schema, fields) || (parts.kind === 'any-of' && parts.options.some((one) => isMarked(one, fields)))
  );
}

/**
 * Returns the names of the parameters or properties of a part of a request that are marked as showing one of these
 * fields, or any field. Only its own properties count: what they contain is written, not shown.
 */
export function findMarked(schema: unknown, fields?: readonly string[]): string[] {
  const parts = schema instanceof z.ZodType ? partsOf(schema) : undefined;
  if (parts?.kind !== 'object') return [];
  return Object.keys(parts.shape).filter((name) => isMarked(parts.shape[name] as z.core.$ZodType, fields));
}

/** Returns a response without the properties that show one of these fields. */
export function hideFields(schema: z.core.$ZodType, value: unknown, fields: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const parts = partsOf(schema);
  if (parts.kind === 'any-of')
    return parts.options.reduce<unknown>((rest, option) => hideFields(option, rest, fields), value);
  if (parts.kind === 'list') return mapValues(value, (item) => hideFields(parts.item, item, fields));
  if (parts.kind !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const property = parts.shape[name];
      if (property === undefined) return [[name, inner]];
      return isMarked(property, fields) ? [] : [[name, hideFields(property, inner, fields)]];
    }),
  );
}

const mapValues = (value: object, map: (item: unknown) => unknown): unknown =>
  Array.isArray(value)
    ? value.map(map)
    : Object.fromEntries(Object.entries(value).map(([name, item]) => [name, map(item)]));
