import pg from 'pg';
import t from 'tap';
import { fill, personSlug, publishedAt, scaleOf, sectionSlugs, slugOf, storyId, tags } from '../../../bench/content.js';
import { overCopy } from '../../../bench/load.js';
import { createApp } from '../../../src/app.js';
import { createNewsroom } from '../../../src/newsroom.js';
import { systemActor } from '../../../src/platform/auth/index.js';
import { readConfig } from '../../../src/platform/config.js';
import { openDatabase } from '../../../src/platform/db/index.js';
import { idempotency } from '../../../src/platform/idempotency/index.js';
import { freshDatabase } from '../../support/database.js';

const { source, drop } = await freshDatabase();
if (source.kind !== 'postgresql') {
  // A sequential scan is right in small tables, and large ones take PGlite minutes.
  t.plan(0, 'Query plans are checked on a large PostgreSQL database. Set TEST_DATABASE_URL.');
  process.exit();
}
const scale = scaleOf(100_000, 0);
type Sent = { text: string; values: unknown[] };
let sent: Sent[] = [];
const database = await openDatabase(source, (text: string, values: unknown[] = []) => sent.push({ text, values }));
const client = new pg.Client({ connectionString: source.url });
await client.connect();
const newsroom = createNewsroom(database, { adminToken: undefined, secret: 'k'.repeat(32) });
const app = await createApp({
  config: readConfig({ RATE_LIMIT: 'off', LOG_LEVEL: 'silent', CACHE_MB: '0' }),
  newsroom,
  idempotency: idempotency(database, 'k'.repeat(32)),
});
t.teardown(async () => {
  await app.close();
  await database.close();
  await client.end();
  await drop();
});

await fill(overCopy(client), scale, () => {});
// The newest articles show assets.
await client.query(`
  INSERT INTO assets (id, kind, media_type, bytes, checksum, width, height, visibility)
  SELECT gen_random_uuid(), 'image', 'image/jpeg', 1000, 'checksum ' || n, 4000, 3000, 'public' FROM generate_series(1, 10000) n`);
for (const [table, id] of [
  ['articles', 'id'],
  ['publications', 'article_id'],
])
  await client.query(`
    UPDATE ${table} s SET lead_image = json_build_object('asset', i.id, 'alt', null, 'caption', null, 'credit', null)
    FROM (SELECT id, row_number() OVER () AS place FROM assets) i,
      (SELECT ${id} AS id, row_number() OVER (ORDER BY published_at DESC NULLS LAST) AS place FROM ${table}) newest
    WHERE newest.place = i.place AND s.${id} = newest.id`);
// So do the bodies of some of them.
for (const [table, id, assets] of [
  ['articles', 'id', 'article_assets'],
  ['publications', 'article_id', 'publication_assets'],
]) {
  await client.query(`
    UPDATE ${table} SET body = body || '<figure data-assets=""><img src="asset:' || lead_asset_id || '"></figure>'
    WHERE lead_asset_id IN (SELECT id FROM assets ORDER BY id LIMIT 1000)`);
  await client.query(`
    INSERT INTO ${assets} (article_id, asset_id) SELECT ${id}, unnest(body_assets) FROM ${table} WHERE body_assets IS NOT NULL`);
}
await client.query('VACUUM ANALYZE assets, articles, publications, article_assets, publication_assets');
const { token } = await newsroom.tokens.create(systemActor, { name: 'The moderator', role: 'moderator' });
const reader = await newsroom.tokens.create(systemActor, { name: 'The reader', role: 'reader' });
const desk = { authorization: `Bearer ${reader.token}` };

type Plan = {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Plan[];
};

const literal = (value: unknown): string => {
  if (value === null || value === undefined) return 'NULL';
  if (value instanceof Date) return pg.escapeLiteral(value.toISOString());
  const text = Array.isArray(value)
    ? `{${value.map((item) => `"${String(item).replace(/["\\]/g, '\\$&')}"`).join(',')}}`
    : String(value);
  return pg.escapeLiteral(text);
};

/** Returns the plan of a first run, and the plan of a prepared statement that may have become generic. */
async function plansOf({ text, values }: Sent): Promise<{ when: string; plan: Plan }[]> {
  const explained = async (statement: string, given: unknown[] = []): Promise<Plan> => {
    const { rows } = await client.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${statement}`, given);
    return rows[0]['QUERY PLAN'][0].Plan;
  };
  const first = await explained(text, values);
  const execute = `EXECUTE plan_of${values.length === 0 ? '' : `(${values.map(literal).join(', ')})`}`;
  await client.query(`PREPARE plan_of AS ${text}`);
  try {
    for (let time = 0; time < 5; time++) await client.query(execute);
    const later = await explained(execute);
    return [
      { when: 'first', plan: first },
      { when: 'later', plan: later },
    ];
  } finally {
    await client.query('DEALLOCATE plan_of');
  }
}

const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];
const isSmall = (table = '') =>
  /^(sections|section_slugs|tokens|event_horizon|lists|list_slugs|list_pins)$/.test(table);

/**
 * Limits of a plan: rows that a list may read per item, how many times as many it may sort, a table so small here that
 * reading all of it is right, and whether the statement is planned each time, for its values.
 */
type Bounds = { reads?: number; sorts?: number; whole?: string; eachTime?: boolean };

function wrongs(plan: Plan, { reads = 10, sorts = 1, whole }: Bounds, page: number): string[] {
  return nodes(plan).flatMap((node) => {
    const table = node['Relation Name'];
    const type = node['Node Type'];
    if (/Sort$/.test(type)) {
      const rows = Math.max(0, ...(node.Plans ?? []).map((input) => input['Actual Rows']));
      return rows > page * sorts ? [`sorts ${rows} rows`] : [];
    }
    if (!/Scan$/.test(type) || table === undefined || isSmall(table)) return [];
    const each =
      node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0);
    const rows = Math.round(each * node['Actual Loops']);
    return [
      ...(type === 'Seq Scan' && table !== whole ? [`goes through all of ${table}`] : []),
      ...(rows > page * reads ? [`reads ${rows} rows of ${table}`] : []),
    ];
  });
}

/** Requests a list, and returns what is wrong with the plans of its statements. */
async function inspect(
  url: string,
  bounds: Bounds,
  headers: Record<string, string> = url.startsWith('/v1/desk/') ? { authorization: `Bearer ${token}` } : {},
): Promise<string[]> {
  sent = [];
  const answer = await app.inject({ url, headers });
  if (answer.statusCode !== 200) return [`${answer.statusCode}: ${answer.body}`];
  const statements = sent.filter(({ text }) => /^\s*(SELECT|WITH)\b/i.test(text) && !/\btokens\b/.test(text));
  if (statements.length === 0) return ['no statement was heard'];
  const found: string[] = [];
  for (const statement of statements) {
    for (const { when, plan } of await plansOf(statement)) {
      if (bounds.eachTime && when === 'later') continue;
      found.push(...wrongs(plan, bounds, 21).map((wrong) => `${when}: ${wrong}`));
    }
  }
  return [...new Set(found)];
}

/** Returns the query parameter for the page of a list after a given position. */
async function cursorAt(url: string, key: string, id: string): Promise<string> {
  const { page } = (await app.inject({ url })).json();
  if (page.next === null) return '';
  const [order] = JSON.parse(Buffer.from(page.next, 'base64url').toString());
  const cursor = Buffer.from(JSON.stringify([order, key, id])).toString('base64url');
  return `${url.includes('?') ? '&' : '?'}after=${cursor}`;
}

const { stories, people } = scale;
const old = Math.floor(stories / 10);
const [section, rareSection] = [sectionSlugs[0], sectionSlugs.at(-1)];
const [tag, other, rareTag] = [tags[0], tags[5], tags.at(-1)];
const [person, rarePerson] = [personSlug(0), personSlug(people - 1)];
const at = (n: number) => new Date(publishedAt(scale, n)).toISOString();
const range = `publishedAt[gte]=${at(old)}&publishedAt[lt]=${at(old + 200)}`;
const ids = Array.from({ length: 100 }, (_, n) => storyId(scale, stories - n * 40)).join(',');

/** Two conditions: neither index covers both, so rows of one are checked until the page is full. */
const together: Bounds = { reads: 100 };

const articleLists: [query: string, bounds?: Bounds][] = [
  [''],
  [`section=${section}`],
  [`section=${rareSection}`],
  [`tag=${tag}`],
  [`tag=${rareTag}`],
  [`tag=${tag}|${other}`, { sorts: 2 }],
  [`tag=${tag},${other}`, together],
  [`tag=-${tag}`],
  [`person=${person}`],
  [`person=${rarePerson}`],
  [`author=${person}`],
  ['lang=en'],
  ['lang=de'],
  ['lang=it'],
  ['type=opinion'],
  ['type=editorial'],
  [range],
  [`ids=${ids}`, { sorts: 5 }],
  ['include=section,people,related', { reads: 20 }],
  [`section=${section}&tag=${tag}`, together],
  [`section=${section}&lang=en`],
  [`section=${section}&type=opinion`, together],
  [`section=${section}&${range}`],
  [`section=${section}&person=${person}`, together],
  [`tag=${tag}&lang=de`, together],
  [`tag=${tag}&${range}`],
  [`author=${person}&type=article`],
  [`person=${person}&${range}`],
  ['lang=en&type=opinion', together],
  ['lang=de&type=article', together],
  [`type=article&${range}`],
];

for (const [query, bounds = {}] of articleLists) {
  t.test(`reads the list of articles ${query.slice(0, 100)} along indexes`, async (t) => {
    const url = `/v1/articles?${query}`;
    t.same(await inspect(url, bounds), [], 'the plan of the first page has no faults');
    const after = query.startsWith('ids') ? '' : await cursorAt(url, at(old + 100), storyId(scale, old + 100));
    if (after !== '') t.same(await inspect(url + after, bounds), [], 'the plan of a late page has no faults');
  });
}

const personLists: [query: string, bounds?: Bounds][] = [
  [''],
  ['relation=mentioned'],
  ['relation=author'],
  [`section=${section}`, together],
  ['relation=mentioned&lang=en', together],
];

for (const [query, bounds = {}] of personLists) {
  for (const [who, slug] of Object.entries({ 'who is named often': person, 'who is rarely named': rarePerson })) {
    t.test(`reads the articles of a person ${who} ${query} along indexes`, async (t) => {
      const url = `/v1/people/${slug}/articles?${query}`;
      t.same(await inspect(url, bounds), [], 'the plan of the first page has no faults');
      const after = await cursorAt(url, at(old + 100), storyId(scale, old + 100));
      if (after !== '') t.same(await inspect(url + after, bounds), [], 'the plan of a late page has no faults');
    });
  }
}

t.test('reads directories of people and sections along indexes', async (t) => {
  const known = (await app.inject('/v1/people?limit=100&sort=-updatedAt')).json().data as { id: string }[];
  const those = known.map(({ id }) => id).join(',');
  const lists: [url: string, bounds?: Bounds][] = [
    ['/v1/people'],
    [`/v1/people${await cursorAt('/v1/people', 'Sokolov, Mei', storyId(scale, 1))}`],
    ['/v1/people?q=farid', { sorts: 200 }],
    [`/v1/people?ids=${those}`, { sorts: 5 }],
    ['/v1/sections?limit=100', { sorts: 2 }],
    ['/v1/sections?parent=none', { sorts: 2 }],
    [`/v1/sections?parent=${section}`, { sorts: 2 }],
  ];
  for (const [url, bounds = {}] of lists) t.same(await inspect(url, bounds), [], url.slice(0, 100));
});

t.test('reads comments along indexes', async (t) => {
  const of = `/v1/articles/${slugOf(stories - 3)}/comments`;
  const { data } = (await app.inject(`${of}?parent=none`)).json();
  const { page } = (await app.inject(of)).json();
  const queue = '/v1/desk/comments?status=pending';
  const lists: [url: string, bounds?: Bounds][] = [
    [of],
    [`${of}?after=${page.next}`],
    [`${of}?sort=createdAt`],
    [`${of}?parent=none`],
    [`${of}?parent=none&include=replies`],
    [`${of}?parent=none&include=thread&repliesPerRoot=5`, { reads: 20 }],
    [`${of}?parent=none&sort=-score`],
    [`${of}?pinned=true`],
    [`${of}?parent=${data[0].id}`],
    [`${of}?root=${data[0].id}&sort=createdAt`],
    [`/v1/comments/${data[0].id}?include=ancestors`],
    ['/v1/desk/comments?queue=pending'],
    ['/v1/desk/comments?queue=reported'],
    ['/v1/desk/comments?queue=spam'],
    ['/v1/desk/comments?queue=unreviewed'],
    [queue],
    [
      `${queue}&after=${Buffer.from(JSON.stringify(['comments:-createdAt', at(old), storyId(scale, old)])).toString('base64url')}`,
    ],
    ['/v1/desk/comments'],
    [`/v1/desk/comments?article=${slugOf(stories - 3)}`],
    ['/v1/desk/comments?status=pending&include=article'],
    [`/v1/desk/comments?createdAt[gte]=${at(old)}&createdAt[lt]=${at(old + 200)}`],
  ];
  for (const [url, bounds = {}] of lists) t.same(await inspect(url, bounds), [], url.slice(0, 120));
});

t.test('reads the change log along indexes, though most of it is not public', async (t) => {
  await client.query(`
    INSERT INTO events (position, type, subject_id, payload, public_kind, public_id, public_slug, tombstone)
    SELECT n, CASE WHEN n % 40 = 0 THEN 'article.published' WHEN n % 4001 = 0 THEN 'article.unpublished' ELSE 'article.updated' END,
      gen_random_uuid(), '{"slug": "a-story"}', k.kind, CASE WHEN k.kind IS NOT NULL THEN gen_random_uuid() END, k.kind || n, k.kind IS NULL
    FROM generate_series(1, 100000) n
    CROSS JOIN LATERAL (SELECT CASE WHEN n % 40 = 0 OR n % 4001 = 0 THEN 'article' END AS kind) k`);
  await client.query('ANALYZE events');
  const middle = (await app.inject('/v1/changes?limit=100')).json().page.next;
  const lists: [url: string, bounds?: Bounds][] = [
    ['/v1/changes'],
    [`/v1/changes?after=${middle}`],
    ['/v1/changes?after=latest'],
    ['/v1/changes?type=article.unpublished', { eachTime: true }],
    [`/v1/changes?type=article.unpublished,article.published&after=${middle}`, { eachTime: true, sorts: 2 }],
  ];
  for (const [url, bounds = {}] of lists) t.same(await inspect(url, bounds), [], url.slice(0, 100));
  t.same(await inspect('/v1/desk/changes', {}, desk), [], 'the desk');
  const rare = '/v1/desk/changes?type=article.unpublished';
  t.same(await inspect(rare, { eachTime: true }, desk), [], 'the desk, by type');
});

t.test('reads revisions and other parts of the archive along indexes', async (t) => {
  await client.query(`INSERT INTO revisions (article_id, number, snapshot)
    SELECT a.id, n, jsonb_build_object('headline', 'H' || n) || '{"slug": "h", "type": "article", "body": "", "bodyText": "", "lang": "en",
      "people": [], "externalIds": [], "tags": [], "sources": [], "related": [], "commentsOpen": true}'
    FROM (SELECT id FROM articles ORDER BY id DESC LIMIT 2000) a, generate_series(1, 30) n ON CONFLICT DO NOTHING`);
  await client.query(`INSERT INTO previews (id, hash, article_id, revision, created_by, by_publisher, expires_at)
    SELECT gen_random_uuid(), 'hash of ' || article_id || number, article_id, number, 'X', false, now() + interval '1 day' FROM revisions WHERE number <= 30`);
  await client.query(`INSERT INTO article_locks (article_id, holder, since, expires_at)
    SELECT id, 'X', now(), now() + interval '1 hour' FROM articles LIMIT 50000`);
  await client.query('ANALYZE revisions, previews, article_locks');
  const { rows } = await client.query('SELECT a.slug FROM articles a ORDER BY a.id DESC OFFSET 1000 LIMIT 1');
  const of = `/v1/articles/${rows[0].slug}`;
  const lists: [url: string, bounds?: Bounds][] = [
    [`${of}/revisions`],
    [`${of}/revisions?sort=number`],
    [`${of}/diff?from=3&to=9`, { whole: 'people' }],
    [`${of}/previews`],
    [`${of}/previews?sort=createdAt`],
    [`${of}/locks`],
  ];
  for (const [url, bounds = {}] of lists) t.same(await inspect(url, bounds, desk), [], url.slice(0, 120));
});

t.test('finds the articles that match the rules of lists along indexes', async (t) => {
  const rules: [rule: object, bounds?: Bounds][] = [
    [{}],
    [{ section }],
    [{ section: rareSection }],
    [{ tag: `${tag}|${other}` }, { sorts: 4 }],
    [{ tag: rareTag, sort: 'publishedAt' }],
    [{ person }],
    [{ author: rarePerson }],
    [{ lang: 'de' }],
    [{ type: 'opinion' }],
    [{ section, tag }, together],
    [{ section, 'publishedAt[gte]': at(old), 'publishedAt[lt]': at(old + 200) }],
  ];
  const items = [{ article: slugOf(stories - 40) }, {}, { article: slugOf(old) }, { article: slugOf(stories - 2) }];
  for (const [rule, bounds = {}] of rules) {
    const { slug } = await newsroom.lists.create(systemActor, {
      name: 'A page',
      published: true,
      size: 20,
      rule,
      items,
    });
    const wrong = await inspect(`/v1/lists/${slug}?include=people`, { sorts: 2, reads: 20, ...bounds });
    t.same(wrong, [], JSON.stringify(rule));
  }
});

t.test('reads corrections along indexes', async (t) => {
  await client.query(`
    INSERT INTO corrections (id, article_id, kind, note, at, made_by)
    SELECT gen_random_uuid(), article_id, CASE WHEN n % 100 = 0 THEN 'retraction' ELSE 'correction' END, 'A note.', published_at, 'The desk'
    FROM (SELECT article_id, published_at, row_number() OVER () AS n FROM publications) p WHERE n % 5 = 0`);
  await client.query('ANALYZE corrections');
  const lists: [url: string, bounds?: Bounds][] = [
    ['/v1/corrections'],
    [`/v1/corrections${await cursorAt('/v1/corrections', at(old), storyId(scale, old))}`],
    ['/v1/corrections?kind=retraction'],
    [`/v1/corrections?article=${slugOf(stories - 3)}`],
    [`/v1/corrections?section=${section}`, together],
    [`/v1/corrections?at[gte]=${at(old)}&at[lt]=${at(old + 200)}`],
    [`/v1/articles/${slugOf(stories - 3)}/corrections`],
    ['/v1/articles?include=corrections'],
    [`/v1/articles/${slugOf(stories - 3)}`],
  ];
  for (const [url, bounds = {}] of lists) t.same(await inspect(url, bounds), [], url.slice(0, 120));
});

t.test('searches without a scan of a whole table, and sorts only the matches', async (t) => {
  for (const query of ['q=bridge', 'q=bridge tariffs', 'q=bridge&lang=en', 'q=bridge&sort=-publishedAt']) {
    const wrong = await inspect(`/v1/articles?${query}`, {
      reads: Number.POSITIVE_INFINITY,
      sorts: Number.POSITIVE_INFINITY,
    });
    t.same(wrong, [], query);
  }
});
