type Json = Record<string, unknown>;

/** Replaces references to shared parameters and responses by what they refer to. References to schemas stay. */
export function inlineReferences<Document>(document: Document): Document {
  const { components } = document as { components: Record<string, Json> };
  const resolve = (value: unknown): unknown => {
    const reference = (value as Json | null)?.$ref;
    const [, kind = '', name = ''] = /^#\/components\/(parameters|responses)\/(.+)$/.exec(String(reference)) ?? [];
    return kind === '' ? value : structuredClone(components[kind]?.[name]);
  };
  type PathItem = Record<string, { parameters?: unknown[]; responses: Json }>;
  const { paths, webhooks = {} } = document as { paths: Record<string, PathItem>; webhooks?: Record<string, PathItem> };
  const pathItems = [...Object.values(paths), ...Object.values(webhooks)];
  for (const operation of pathItems.flatMap((item) => Object.values(item))) {
    if (operation.parameters !== undefined) operation.parameters = operation.parameters.map(resolve);
    for (const [status, response] of Object.entries(operation.responses))
      operation.responses[status] = resolve(response);
  }
  return document;
}

type Schema = Json & { $ref?: string; allOf?: Schema[]; properties?: Json; required?: string[] };

/**
 * Makes the schemas of a document exact: an object has no other properties than those that the document names. The
 * document itself allows more in responses, for later versions.
 */
export function closeObjects<Document>(document: Document): Document {
  const { schemas = {} } = (document as { components: { schemas?: Record<string, Schema> } }).components;
  const merge = ({ allOf, $ref, ...schema }: Schema): Schema => {
    const parts = [...($ref === undefined ? [] : [schemas[$ref.split('/').at(-1) ?? ''] ?? {}]), ...(allOf ?? [])].map(
      merge,
    );
    const properties = Object.assign({}, ...parts.map((part) => part.properties), schema.properties);
    const required = [...new Set([...parts, schema].flatMap((part) => part.required ?? []))];
    return { ...schema, type: 'object', properties, required };
  };
  const close = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(close);
    if (value === null || typeof value !== 'object') return value;
    const schema = 'allOf' in value ? merge(value as Schema) : value;
    const closed = Object.fromEntries(Object.entries(schema).map(([key, inner]) => [key, close(inner)]));
    const isObject = closed.type === 'object' && 'properties' in closed;
    return isObject && !('additionalProperties' in closed) ? { ...closed, additionalProperties: false } : closed;
  };
  return close(document) as Document;
}
