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
