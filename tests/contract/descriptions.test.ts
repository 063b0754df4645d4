import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';

type Json = Record<string, unknown>;
type Document = { paths: Json; components: Record<string, Json> };

/** Names that say all about a property, whichever resource it belongs to. `data` holds the items of a list. */
const selfExplainingNames = new Set(['id', 'slug', 'name', 'headline', 'articleId', 'createdAt', 'updatedAt', 'data']);

/** Returns the paths of the properties below a schema that have no description, no reference and no constant value. */
function undescribedProperties(schema: unknown, path: string): string[] {
  if (schema === null || typeof schema !== 'object') return [];
  const properties = Object.entries(((schema as Json).properties ?? {}) as Record<string, Json>);
  const missing = properties
    .filter(([name, { description, $ref, const: value }]) => {
      const isExplained = description !== undefined || $ref !== undefined || value !== undefined;
      return !isExplained && !selfExplainingNames.has(name);
    })
    .map(([name]) => `${path}.${name}`);
  const below = Object.entries(schema).flatMap(([key, inner]) =>
    key === 'examples' || key === 'example' ? [] : undescribedProperties(inner, `${path}/${key}`),
  );
  return [...missing, ...below];
}

t.test('describes every property that its name does not explain', async (t) => {
  t.same(undescribedProperties({ properties: { mode: { type: 'string' }, id: {} } }, 'X'), ['X.mode']);
  const text = await readFile(join(import.meta.dirname, '../../openapi/openapi.json'), 'utf8');
  const { paths, components } = JSON.parse(text) as Document;
  const { schemas = {}, ...otherComponents } = components;
  const parts = Object.entries(schemas);
  t.same(
    parts.flatMap(([name, schema]) => undescribedProperties(schema, name)),
    [],
  );
  t.same(undescribedProperties([paths, otherComponents], ''), []);
});
