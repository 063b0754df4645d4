import t from 'tap';
import { inlineReferences } from '../support/api-document.js';
import { openNewsroom } from '../support/newsroom.js';

// `request` checks each response against the OpenAPI document with ajv, and fails the test at the first difference.
const { request, newsroom, readDocument } = await openNewsroom(t);
await newsroom.loadDemo();

type Schema = { type?: string | string[]; enum?: unknown[]; items?: Schema; $ref?: string };
type Parameter = { name: string; in: string; required?: boolean; example?: unknown; schema: Schema };
type Operation = { parameters?: Parameter[]; responses: Record<string, { content?: object }> };
type Document = { paths: Record<string, { get?: Operation }>; components: { schemas: Record<string, Schema> } };

const document = inlineReferences(readDocument()) as Document;
const reads = Object.entries(document.paths).flatMap(([path, { get }]) =>
  get === undefined || 'text/event-stream' in (get.responses['200']?.content ?? {}) ? [] : [{ path, ...get }],
);

const valuesOf = (schema: Schema): unknown[] =>
  schema.$ref === undefined
    ? (schema.enum ?? [])
    : valuesOf(document.components.schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {});

/** Returns query strings that use each optional parameter: with each of its values, with all of them, or its example. */
function queriesOf({ parameters = [] }: Operation): string[] {
  const optional = parameters.filter((parameter) => parameter.in === 'query' && parameter.required !== true);
  return optional.flatMap(({ name, schema, example }) => {
    const values = valuesOf(schema.items ?? schema).filter((value) => value !== null);
    const lists = schema.items === undefined || values.length === 0 ? [] : [values.join(',')];
    const texts = [...values, ...lists, ...(values.length === 0 ? [String(example)] : []), ''];
    return texts.map((text) => `${encodeURIComponent(name)}=${encodeURIComponent(String(text))}`);
  });
}

const requiredQueryOf = ({ parameters = [] }: Operation) =>
  parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required === true)
    .map(({ name, example }) => `${name}=${encodeURIComponent(String(example))}`);

type Item = { id?: string; slug?: string };
/** Returns up to three addresses of a read: its own, or those of resources that the list above it returns. */
async function addressesOf(path: string): Promise<string[]> {
  const [, collection, parameter, rest] = /^(.*?)\/\{(\w+)\}(.*)$/.exec(path) ?? [];
  if (collection === undefined) return [path];
  const { status, body } = await request('GET', collection, { as: 'admin' });
  const items: Item[] = status === 200 && Array.isArray(body.data) ? body.data.slice(0, 3) : [];
  const names = items.flatMap((item) => (parameter === 'id' ? item.id : (item.slug ?? item.id)) ?? []);
  return (await Promise.all(names.map((name) => addressesOf(`${collection}/${name}${rest}`)))).flat();
}

t.test('returns what the document says, with each value of each parameter, with and without a token', async (t) => {
  const counts = new Map<number, number>();
  const visit = async (url: string, as: 'admin' | undefined) => {
    const response = await request('GET', url, as === undefined ? {} : { as });
    counts.set(response.status, (counts.get(response.status) ?? 0) + 1);
    return response;
  };
  for (const read of reads) {
    const required = requiredQueryOf(read);
    for (const [index, address] of (await addressesOf(read.path)).entries()) {
      const url = [address, required.join('&')].filter(Boolean).join('?');
      const { status, body } = await visit(url, 'admin');
      t.ok([200, 308, 404, 503].includes(status), `${url}: ${status}`);
      const { status: statusWithoutToken } = await visit(url, undefined);
      t.ok([status, 401, 404].includes(statusWithoutToken), `${url} without a token: ${statusWithoutToken}`);
      for (const query of index === 0 ? queriesOf(read) : []) {
        const answer = await visit(`${address}?${[...required, query].join('&')}`, 'admin');
        t.ok(answer.status < 500, `${address}?${query}: ${answer.status}`);
        if (statusWithoutToken < 400) await visit(`${address}?${[...required, query].join('&')}`, undefined);
      }
      const next = (body as { page?: { next?: string | null } } | null)?.page?.next;
      if (typeof next === 'string')
        t.equal(
          (await visit(`${address}?${[...required, `after=${next}`].join('&')}`, 'admin')).status,
          200,
          `${url}: page 2`,
        );
    }
  }
  t.comment(JSON.stringify(Object.fromEntries(counts)));
  t.ok((counts.get(200) ?? 0) > 500, `${counts.get(200)} successful responses`);
});
