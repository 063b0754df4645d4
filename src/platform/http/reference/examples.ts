import {
  type ApiDocument,
  isJsonType,
  type Json,
  type Media,
  nameOfReference,
  resolve,
  type Schema,
} from './document.js';

/** Examples of properties, by the name of the property. */
type PropertyExamples = ReadonlyMap<string, readonly unknown[]>;

const maxDepth = 6;
const maxValuesPerName = 8;

const formatExamples: Record<string, string> = {
  'date-time': '2017-07-07T12:00:00.000Z',
  date: '2017-07-07',
  uuid: '0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11',
  uri: 'https://www.example.org/',
  'uri-reference': '/v1/articles',
  email: 'reader@example.org',
};

const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Collects the values of all properties in the examples of a document. */
function collectPropertyExamples(document: ApiDocument): PropertyExamples {
  const collection = new Map<string, unknown[]>();
  const visit = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(visit);
    if (!isObject(value)) return;
    for (const [name, inner] of Object.entries(value)) {
      const values = collection.get(name) ?? [];
      collection.set(name, values);
      if (values.length < maxValuesPerName && inner !== null) values.push(inner);
      visit(inner);
    }
  };
  for (const schema of Object.values(document.components?.schemas ?? {})) schema.examples?.forEach(visit);
  return collection;
}

function fits(value: unknown, schema: Schema): boolean {
  if (schema.enum !== undefined) return schema.enum.includes(value);
  if (schema.const !== undefined) return schema.const === value;
  const types = [schema.type ?? []].flat();
  const type = Array.isArray(value) ? 'array' : typeof value === 'object' ? 'object' : typeof value;
  if (type === 'number') return types.includes('number') || (types.includes('integer') && Number.isInteger(value));
  if (type !== 'string' && type !== 'boolean') return false;
  if (!types.includes(type)) return false;
  if (schema.format === 'uuid') return /^[\da-f]{8}-/.test(String(value));
  if (schema.format?.startsWith('date') === true) return /^\d{4}-\d\d-\d\d/.test(String(value));
  return schema.format !== 'uri' || /^https?:/.test(String(value));
}

/** Creates examples for a document: those that it states, or otherwise plausible values. */
export class ExampleMaker {
  readonly #document: ApiDocument;
  readonly #byProperty: PropertyExamples;

  constructor(document: ApiDocument) {
    this.#document = document;
    this.#byProperty = collectPropertyExamples(document);
  }

  /** Returns an example of a media type, or undefined if none can be derived, as for a file. */
  ofMedia(mediaType: string, media: Media): unknown {
    if (media.example !== undefined) return media.example;
    const [sample] = Object.values(media.examples ?? {});
    if (sample !== undefined)
      return (resolve(this.#document, sample as { value?: unknown }) as { value?: unknown }).value;
    if (media.schema === undefined) return undefined;
    if (!isJsonType(mediaType)) return media.schema.examples?.[0];
    return this.#isOpen(media.schema) ? undefined : this.#ofSchema(media.schema, '', []);
  }

  /** Returns an example of a schema. */
  ofSchema(schema: Schema): unknown {
    return this.#ofSchema(schema, '', []);
  }

  /** Whether a schema does not restrict its values. */
  #isOpen(schema: Schema): boolean {
    const keys = Object.keys(schema).filter((key) => key !== 'description');
    return keys.length === 0;
  }

  #ofSchema(schema: Schema, name: string, ancestors: readonly string[]): unknown {
    if (schema.examples?.[0] !== undefined) return schema.examples[0];
    if (schema.example !== undefined) return schema.example;
    if (schema.$ref !== undefined) return this.#ofReference(schema as { $ref: string }, ancestors);
    if (schema.const !== undefined) return schema.const;
    if (schema.default !== undefined) return schema.default;
    const variants = (schema.anyOf ?? schema.oneOf)?.filter(({ type }) => type !== 'null');
    if (variants?.[0] !== undefined) return this.#ofSchema(variants[0], name, ancestors);
    if (schema.allOf !== undefined)
      return Object.assign({}, ...schema.allOf.map((part) => this.#ofSchema(part, name, ancestors)));
    const sample = this.#byProperty.get(name)?.find((value) => fits(value, schema));
    if (sample !== undefined) return sample;
    if (schema.enum !== undefined) return schema.enum[0];
    return this.#ofType(schema, name, ancestors);
  }

  #ofReference(reference: { $ref: string }, ancestors: readonly string[]): unknown {
    const name = nameOfReference(reference.$ref);
    if (ancestors.includes(name) || ancestors.length > maxDepth) return {};
    return this.#ofSchema(resolve<Schema>(this.#document, reference), '', [...ancestors, name]);
  }

  #ofType(schema: Schema, name: string, ancestors: readonly string[]): unknown {
    const [type] = [schema.type ?? []].flat().filter((each) => each !== 'null');
    if (type === 'object' || schema.properties !== undefined) return this.#ofObject(schema, ancestors);
    if (type === 'array') return schema.items === undefined ? [] : [this.#ofSchema(schema.items, name, ancestors)];
    if (type === 'boolean') return true;
    if (type === 'integer' || type === 'number') return Math.max(schema.minimum ?? 1, 1);
    if (type === 'null' || type === undefined) return null;
    return formatExamples[schema.format ?? ''] ?? name;
  }

  #ofObject(schema: Schema, ancestors: readonly string[]): Json {
    const properties = Object.entries(schema.properties ?? {});
    const requiredProperties = properties.filter(([key]) => schema.required?.includes(key));
    const entries = requiredProperties.length > 0 ? requiredProperties : properties.slice(0, 3);
    return Object.fromEntries(entries.map(([key, property]) => [key, this.#ofSchema(property, key, ancestors)]));
  }
}
