import fc from 'fast-check';
import t from 'tap';
import { inlineReferences } from '../support/api-document.js';
import { createAsset } from '../support/assets.js';
import { openNewsroom } from '../support/newsroom.js';

const { request, newsroom, readDocument } = await openNewsroom(t);
await newsroom.loadDemo();

type Json = { [key: string]: unknown };
type Parameter = { name: string; in: string; example?: unknown; schema: Json };
type Operation = {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Json }> };
};
type Document = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Json> } };

const document = inlineReferences(readDocument()) as Document;
const operations = Object.entries(document.paths).flatMap(([path, verbs]) =>
  Object.entries(verbs).map(([verb, operation]) => ({ method: verb.toUpperCase(), path, operation })),
);

/** Stands for the id or slug of a resource that each round creates anew, because a request may delete it. */
type Made = { made: keyof Round };
type Round = {
  article: string;
  articleSlug: string;
  draft: string;
  section: string;
  sectionSlug: string;
  person: string;
  personSlug: string;
  comment: string;
  mention: string;
  preview: string;
  token: string;
  correction: string;
  list: string;
  asset: string;
};
const isMade = (value: unknown): value is Made => value !== null && typeof value === 'object' && 'made' in value;

let guests = 0;

async function freshRound(): Promise<Round> {
  const as = 'admin';
  const make = async (url: string, body: object) => {
    const answer = await request('POST', url, { as, body });
    if (answer.status >= 300) throw new Error(`A round cannot begin: POST ${url}: ${answer.text}`);
    return answer.body;
  };
  const section = await make('/v1/sections', { name: 'Section' });
  const person = await make('/v1/people', { name: 'Ada Person' });
  const people = [{ person: person.id, relation: 'author' }];
  const article = await make('/v1/articles', { headline: 'An article', section: section.id, people, tags: ['g20'] });
  const draft = await make('/v1/articles', { headline: 'A draft' });
  await request('POST', `/v1/articles/${article.id}/publish`, { as });
  // It has a new address, because the previous one may be banned by now.
  const guest = { authorName: 'A', authorEmail: `guest${guests++}@example.org`, body: 'Hello there' };
  const comment = await make(`/v1/articles/${article.id}/comments`, guest);
  await request('PATCH', `/v1/comments/${comment.id}`, { as, body: { status: 'approved' } });
  const place = { field: 'headline', start: 0, end: 2, person: person.id };
  const mention = await make(`/v1/articles/${article.id}/mentions`, place);
  const preview = await make(`/v1/articles/${article.id}/previews`, {});
  const about = { kind: 'update', note: 'More is known.' };
  const correction = await make(`/v1/articles/${article.id}/corrections`, about);
  const items = [{ article: article.id }];
  const list = await make('/v1/lists', { name: 'A list', published: true, rule: {}, items });
  const token = await make('/v1/tokens', { name: `Spare ${article.id}`, role: 'reader' });
  return {
    article: article.id,
    articleSlug: article.slug,
    draft: draft.id,
    section: section.id,
    sectionSlug: section.slug,
    person: person.id,
    personSlug: person.slug,
    comment: comment.id,
    mention: mention.id,
    preview: preview.token,
    token: token.id,
    correction: correction.id,
    list: list.id,
    asset: await createAsset(request),
  };
}

const made = fc.constantFrom<Made>(
  ...(
    [
      'article',
      'articleSlug',
      'draft',
      'section',
      'sectionSlug',
      'person',
      'personSlug',
      'comment',
      'mention',
      'preview',
      'token',
      'correction',
      'list',
      'asset',
    ] as const
  ).map((name) => ({ made: name })),
);
const real = ['world', 'europe', 'angela-merkel', 'the-second-conversation'];
const cursor = (await request('GET', '/v1/articles?limit=1')).body.page.next as string;

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom(
    ...['', ' ', '0', '-1', 'null', '[]', '{}', "' OR 1=1 --", '%', '%00', '\u0000', '\ud800', 'a\udfffb', '../..'],
    ...['<b>', '</script>', '9'.repeat(400), 'a'.repeat(150), 'a'.repeat(3000), '-'.repeat(200), '1e999', 'true'],
    ...['✂️', 'ᚠ-x', '"', '\\', 'a:*', '& | !', '(', '<->', 'İstanbul', 'ﬃ', '\u202e', '\ufeff', '\u0085', '｡'],
    ...['99999-01-01T00:00:00Z', '2017-02-30', '0000-00-00', '2017-07-07T24:00:00Z', '2017-07-07T00:00:00+23:59'],
    ...[
      '0001-01-01T00:00:00+14:00',
      '9999-12-31T23:59:59-14:00',
      '*'.repeat(500),
      '[x]('.repeat(200),
      '<i>'.repeat(500),
    ],
  ),
);

/** Path parameters: existing resources, unknown ids and invalid references. */
function reference(path: string): fc.Arbitrary<string | Made> {
  const own: Made[] = /\/comments\/\{|\/comment-(?:words|bans)\/\{/.test(path)
    ? [{ made: 'comment' }]
    : path.includes('/corrections/{')
      ? [{ made: 'correction' }]
      : path.includes('/lists/{')
        ? [{ made: 'list' }]
        : /\/(?:assets|media)\/\{/.test(path)
          ? [{ made: 'asset' }]
          : path.includes('/mentions/{')
            ? [{ made: 'mention' }]
            : path.includes('/tokens/')
              ? [{ made: 'token' }]
              : path.includes('/previews/{')
                ? [{ made: 'preview' }]
                : path.includes('/articles/{')
                  ? [{ made: 'article' }, { made: 'articleSlug' }, { made: 'draft' }]
                  : path.includes('/people/')
                    ? [{ made: 'person' }, { made: 'personSlug' }]
                    : [{ made: 'section' }, { made: 'sectionSlug' }];
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...own) },
    { weight: 2, arbitrary: fc.oneof(made, fc.constantFrom(...real)) },
    { weight: 1, arbitrary: fc.uuid() },
    { weight: 1, arbitrary: hostile },
  );
}

function textFor(parameter: Parameter): fc.Arbitrary<string | Made> {
  const known = [
    parameter.example,
    ...((parameter.schema.enum as unknown[] | undefined) ?? []),
    ...(/^(after|before)$/.test(parameter.name) ? [cursor] : []),
    ...(/\[/.test(parameter.name) ? ['2017-07-07T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z'] : []),
  ].filter((value) => value !== undefined);
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...known.map(String)) },
    { weight: 2, arbitrary: made },
    { weight: 1, arbitrary: hostile },
  );
}

function resolve(schema: Json): Json {
  const name = /^#\/components\/schemas\/(.+)$/.exec(String(schema.$ref ?? ''))?.[1];
  return name === undefined ? schema : resolve(document.components.schemas[name] ?? {});
}

const patterned: Record<string, string[]> = {
  email: ['ada@example.org'],
  uuid: ['0197f3c0-7e1a-7b6e-9c55-0d1f6f2a4b11'],
  date: ['2017-07-07'],
  'date-time': ['2030-01-01T00:00:00Z'],
};
const plain = [
  'A name',
  'ada@example.org',
  'https://example.org/',
  '2017',
  '2030-01-01T00:00:00Z',
  'en',
  'Q1',
  ...real,
];

/** Properties of the example of a schema; for a patch, some of the example of the whole. */
function exampleFor(schema: Json): fc.Arbitrary<unknown> {
  const name = String(schema.$ref).split('/').at(-1) ?? '';
  const whole = document.components.schemas[name.replace(/Patch$/, 'Write')] ?? {};
  const [example] = (whole.examples ?? []) as Json[];
  if (example === undefined) return valueFor(schema);
  // Examples refer to resources that exist or are created for the round.
  const fitting: Json = { ...example, ...('section' in example ? { section: { made: 'section' } } : {}) };
  if ('people' in example) fitting.people = [{ person: { made: 'person' }, relation: 'author' }];
  if ('wikidataId' in example) delete fitting.wikidataId;
  const required = (document.components.schemas[name]?.required ?? []) as string[];
  return fc
    .subarray(Object.keys(fitting))
    .map((keys) => Object.fromEntries([...new Set([...keys, ...required])].map((key) => [key, fitting[key]])));
}

/** Values that match the types of a schema. Whether they make sense is for the server to decide. */
function valueFor(given: Json): fc.Arbitrary<unknown> {
  const schema = resolve(given);
  if (schema.enum !== undefined) return fc.constantFrom(...(schema.enum as unknown[]));
  const choices = (schema.anyOf ?? schema.oneOf) as Json[] | undefined;
  if (choices !== undefined) return fc.oneof(...choices.map(valueFor));
  switch (schema.type) {
    case 'object': {
      const members = Object.entries((schema.properties ?? {}) as Record<string, Json>);
      const required = (schema.required ?? []) as string[];
      return fc.record(Object.fromEntries(members.map(([name, member]) => [name, valueFor(member)])), {
        requiredKeys: required,
      });
    }
    case 'array':
      return fc.array(valueFor((schema.items ?? {}) as Json), { maxLength: 3 });
    case 'string':
      return fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...(patterned[String(schema.format)] ?? plain)) },
        { weight: 2, arbitrary: made },
        { weight: 1, arbitrary: hostile },
      );
    case 'integer':
    case 'number':
      return fc.oneof(fc.nat(100), fc.integer());
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

type Mutation = { kind: 'none' | 'wrong' | 'null' | 'delete' | 'extra' | 'huge' | 'whole'; at: number; value: unknown };
const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.oneof(
    { weight: 7, arbitrary: fc.constant('none' as const) },
    { weight: 6, arbitrary: fc.constantFrom('wrong', 'null', 'delete', 'extra', 'huge', 'whole') },
  ),
  at: fc.nat(1000),
  value: fc.oneof(fc.jsonValue({ maxDepth: 2 }), hostile, fc.constantFrom(-1, 1e308, -0, 2 ** 53, true, [], {}, [[]])),
});

type Place = { holder: Record<string | number, unknown>; key: string };

function placesIn(value: unknown): Place[] {
  if (value === null || typeof value !== 'object' || isMade(value)) return [];
  const holder = value as Place['holder'];
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
}

/** Changes a body at one place. */
function mutated(body: unknown, { kind, at, value }: Mutation): unknown {
  if (kind === 'none') return body;
  if (kind === 'whole') return value;
  const copy = structuredClone(body);
  const places = placesIn(copy);
  const { holder, key } = places[at % Math.max(places.length, 1)] ?? {};
  if (holder === undefined || key === undefined) return value;
  if (kind === 'wrong') holder[key] = value;
  else if (kind === 'null') holder[key] = null;
  else if (kind === 'delete') delete holder[key];
  else if (kind === 'huge') holder[key] = '\u{1f5de}'.repeat(20_000);
  else if (!Array.isArray(holder)) holder[String(value).slice(0, 50)] = value;
  return copy;
}

const headerValues: Record<string, fc.Arbitrary<string>> = {
  'if-match': fc.constantFrom('"1"', '"2"', '*', '"x"', 'W/"1.abc"', ',', '"9999999999"'),
  'if-none-match': fc.constantFrom('*', '"x"', ',,', 'W/', `"${'x'.repeat(1500)}"`),
  'tus-resumable': fc.constantFrom('1.0.0', '1.0.0', '0.2', ''),
  'upload-length': fc.constantFrom('3', '1000', '0', '-1', '9'.repeat(15), 'x'),
  'upload-offset': fc.constantFrom('0', '3', '1', '-1', '9'.repeat(15), 'x'),
  'upload-metadata': fc.constantFrom('', 'filename YQ==', 'filename YQ==,tags WyJhIl0=', 'tags YQ==', 'a b c', ',,'),
  'last-event-id': fc.constantFrom('', 'latest', 'x', 'wq1u8Yb0sTzV0yXk3mJ4PA', 'x'.repeat(101)),
  'idempotency-key': fc.oneof(fc.constantFrom('one', 'two', 'three', 'a b', 'x'.repeat(256)), fc.uuid()),
};

function requestFor({ method, path, operation }: (typeof operations)[number]) {
  const { parameters = [], requestBody } = operation;
  const query = parameters.filter(({ in: place }) => place === 'query');
  const headers = parameters.filter(({ in: place }) => place === 'header');
  for (const { name } of headers) if (headerValues[name] === undefined) throw new Error(`What is ${name} like?`);
  const content = Object.entries(requestBody?.content ?? {});
  const schema = content[0]?.[1].schema;
  return fc.record({
    method: fc
      .constant(method === 'GET' ? 'GET' : method)
      .chain((verb) => (verb === 'GET' ? fc.constantFrom('GET', 'GET', 'GET', 'HEAD') : fc.constant(verb))),
    path: fc.constant(path),
    ref: reference(path),
    // Two at a time: with all parameters, nearly every request would be refused.
    query: fc
      .subarray(query, { maxLength: Math.min(2, query.length) })
      .chain((some) =>
        fc.tuple(...some.map((parameter) => textFor(parameter).map((text) => [parameter.name, text] as const))),
      ),
    headers: fc
      .subarray(headers)
      .chain((some) =>
        fc
          .tuple(...some.map(({ name }) => headerValues[name] ?? fc.constant('')))
          .map((values) => Object.fromEntries(some.map(({ name }, index) => [name, values[index] ?? '']))),
      ),
    body:
      schema === undefined
        ? fc.constant(undefined)
        : fc.tuple(fc.oneof(exampleFor(schema), valueFor(schema)), mutation).map(([v, m]) => mutated(v, m)),
    type: fc.constantFrom('application/json', ...content.map(([name]) => name)),
    as: fc.constantFrom('admin', 'admin', 'admin', 'admin', 'writer', undefined),
  });
}

const encoded = (text: string) => encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'));

t.test('returns a documented status and shape for any input, and never a 5xx', async (t) => {
  const seed = Number(process.env.FAST_CHECK_SEED ?? 20170707);
  const numRuns = Number(process.env.FAST_CHECK_RUNS ?? 14);
  t.comment(`FAST_CHECK_SEED=${seed} FAST_CHECK_RUNS=${numRuns}`);
  const statuses = new Map<number, number>();
  const succeeded = new Set<string>();
  let sent = 0;

  // A round sends one request to every operation in random order.
  const rounds = fc
    .tuple(...operations.map((operation) => requestFor(operation)))
    .chain((requests) => fc.shuffledSubarray(requests, { minLength: requests.length }));
  const outcome = await fc.check(
    fc.asyncProperty(rounds, async (requests) => {
      const round = await freshRound();
      const textOf = (value: string | Made) => (isMade(value) ? round[value.made] : value);
      for (const { method, path, ref, query, headers, body, type, as } of requests) {
        const search = query.map(([name, value]) => `${encodeURIComponent(name)}=${encoded(textOf(value))}`).join('&');
        const url = `${path
          .replace(/\{\w+\}/, encoded(textOf(ref)) || '%20')
          .replace('{spec}', 'w160')
          .replace('{number}', '1')}${search === '' ? '' : `?${search}`}`;
        const raw =
          body === undefined ? undefined : JSON.stringify(body, (_, inner) => (isMade(inner) ? textOf(inner) : inner));
        const said = `${method} ${url} as ${as} ${JSON.stringify(headers)} ${raw ?? ''}`.slice(0, 2000);
        const answer = await request(method, url, {
          ...(as === undefined ? {} : { as: as as 'admin' | 'writer' }),
          ...(raw === undefined ? {} : { raw }),
          headers: { ...headers, ...(raw === undefined ? {} : { 'content-type': type }) },
        }).catch((error: Error) => {
          throw new Error(`${said}\n${error.message}`);
        });
        sent++;
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.status >= 500) throw new Error(`${said} → ${answer.status}: ${answer.text}`);
        if (answer.status < 300) succeeded.add(`${method === 'HEAD' ? 'GET' : method} ${path}`);
      }
    }),
    { numRuns, seed, endOnFailure: true },
  );
  if (outcome.failed) throw outcome.errorInstance;

  t.comment(`${sent} requests: ${JSON.stringify(Object.fromEntries([...statuses].sort()))}`);
  t.equal(sent, numRuns * operations.length, 'every operation is called in every round');
  for (const status of [200, 400, 404])
    t.ok(
      (statuses.get(status) ?? 0) > numRuns,
      `many responses have status ${status}, so that requests get past validation`,
    );
  t.ok(
    succeeded.size > operations.length / 2,
    `${succeeded.size} of ${operations.length} operations succeeded at least once`,
  );
});
