import fc from 'fast-check';
import t from 'tap';
import { openNewsroom } from '../support/newsroom.js';

const { app, request, newsroom } = await openNewsroom(t);
await newsroom.loadDemo();

type Json = { [key: string]: unknown };
type Parameter = { name: string; in: string; example?: unknown; schema: Json };
type Operation = { parameters?: Parameter[]; requestBody?: { content: Record<string, { schema: Json }> } };
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Json> } };

const document = JSON.parse(JSON.stringify(app.swagger())) as Document;
const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({ method: verb.toUpperCase(), path, operation })),
);

const articles = (await request('GET', '/v1/articles?limit=3')).body.data as { id: string; slug: string }[];
const comments = (await request('GET', '/v1/comments?limit=3', { as: 'admin' })).body.data as { id: string }[];
const cursor = (await request('GET', '/v1/articles?limit=1')).body.page.next as string;
const real = [
  ...articles.flatMap(({ id, slug }) => [id, slug]),
  ...comments.map(({ id }) => id),
  'world',
  'europe',
  'angela-merkel',
  'the-second-conversation',
];

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    '',
    ' ',
    '0',
    '-1',
    'null',
    '[]',
    '{}',
    "' OR 1=1 --",
    '%',
    '%00',
    '\u0000',
    '\ud800',
    '../..',
    '<b>',
    '9'.repeat(400),
    'a'.repeat(150),
    'a'.repeat(3000),
    '1e999',
    'true',
    '✂️',
    'ᚠ-x',
    '"',
    '\\',
    'a:*',
    '& | !',
    '(',
    '<->',
  ),
);
const reference = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...real) },
  { weight: 1, arbitrary: fc.uuid() },
  { weight: 1, arbitrary: hostile },
);

function textFor(parameter: Parameter): fc.Arbitrary<string> {
  const known = [
    parameter.example,
    ...((parameter.schema.enum as unknown[] | undefined) ?? []),
    cursor,
    '2017-07-07T00:00:00Z',
    ...real,
  ].filter((value) => value !== undefined);
  return fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...known.map(String)) }, { weight: 1, arbitrary: hostile });
}

function resolve(schema: Json): Json {
  const name = /^#\/components\/schemas\/(.+)$/.exec(String(schema.$ref ?? ''))?.[1];
  return name === undefined ? schema : resolve(document.components.schemas[name] ?? {});
}

/** Values that mostly fit a schema, and now and then are something else altogether. */
function valueFor(given: Json, depth = 0): fc.Arbitrary<unknown> {
  const schema = resolve(given);
  const odd = fc.oneof(fc.jsonValue({ maxDepth: 2 }), hostile, fc.constantFrom(null, -1, 1e308, true, [], {}));
  const fitting = ((): fc.Arbitrary<unknown> => {
    if (schema.enum !== undefined) return fc.constantFrom(...(schema.enum as unknown[]));
    const choices = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
    if (choices !== undefined) return fc.oneof(...choices.map((choice) => valueFor(choice, depth)));
    switch (schema.type) {
      case 'object': {
        const properties = (schema.properties ?? {}) as Record<string, Json>;
        const required = (schema.required ?? []) as string[];
        const members = Object.fromEntries(
          Object.entries(properties).map(([name, member]) => [name, valueFor(member, depth + 1)]),
        );
        return fc.record(members, { requiredKeys: required });
      }
      case 'array':
        return fc.array(valueFor((schema.items ?? {}) as Json, depth + 1), { maxLength: 3 });
      case 'string':
        return fc.oneof(
          {
            weight: 3,
            arbitrary: fc.constantFrom(
              'A name',
              'ada@example.org',
              'https://example.org/',
              '2017-07-07',
              '2030-01-01T00:00:00Z',
              ...real,
            ),
          },
          { weight: 2, arbitrary: hostile },
        );
      case 'integer':
      case 'number':
        return fc.oneof(fc.integer(), fc.nat(100));
      case 'boolean':
        return fc.boolean();
      case 'null':
        return fc.constant(null);
      default:
        return odd;
    }
  })();
  return fc.oneof({ weight: 40, arbitrary: fitting }, { weight: 1, arbitrary: odd });
}

const requests = fc.constantFrom(...operations).chain(({ method, path, operation }) => {
  const parameters = (operation.parameters ?? []).filter(({ in: place }) => place === 'query');
  const query = fc.record(Object.fromEntries(parameters.map((parameter) => [parameter.name, textFor(parameter)])), {
    requiredKeys: [],
  });
  const schema = operation.requestBody?.content['application/json']?.schema;
  return fc.record({
    method: fc.constant(method),
    path: fc.constant(path),
    ref: reference,
    // Two at a time: with all of them nearly every request would be refused.
    query: query.map((all) => Object.entries(all).slice(0, 2)),
    body: schema === undefined ? fc.constant(undefined) : valueFor(schema),
    as: fc.constantFrom('admin', 'admin', 'admin', 'admin', 'writer', undefined),
    ifMatch: fc.option(fc.constantFrom('"1"', '"x"', '*'), { freq: 8, nil: undefined }),
  });
});

function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));
}

t.test('whatever is sent, no answer is a 5xx, and each has a documented status and shape', async (t) => {
  const seed = Number(process.env.FAST_CHECK_SEED ?? 20170707);
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(requests, async ({ method, path, ref, query, body, as, ifMatch }) => {
      const search = query.map(([name, value]) => `${encodeURIComponent(name)}=${encoded(String(value))}`).join('&');
      const url = `${path.replace(/\{\w+\}/, encoded(ref) || '%20')}${search === '' ? '' : `?${search}`}`;
      const answer = await request(method, url, {
        ...(as === undefined ? {} : { as: as as 'admin' | 'writer' }),
        ...(body === undefined ? {} : { body }),
        headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
      });
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.status >= 500) throw new Error(`${method} ${url.slice(0, 300)} → ${answer.status}: ${answer.text}`);
    }),
    { numRuns: Number(process.env.FAST_CHECK_RUNS ?? 800), seed, endOnFailure: true },
  );
  t.comment(`seed ${seed}: ${JSON.stringify(Object.fromEntries([...statuses].sort()))}`);
  for (const status of [200, 400, 404])
    t.ok((statuses.get(status) ?? 0) > 20, `many answers are ${status}: the requests go deep`);
});
