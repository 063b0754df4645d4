import { isDeepStrictEqual } from 'node:util';
import pg from 'pg';
import { createNewsroom, migrationsDir } from '../src/newsroom.js';
import { systemActor } from '../src/platform/auth/index.js';
import { openDatabase } from '../src/platform/db/index.js';
import { median } from './measure.js';

// Compares lists, searches and usages among 100,000 assets, each with its creator and many with people, with statements written by hand. Nothing is cached. Needs an
// empty PostgreSQL database in DATABASE_URL, or one that an earlier run has filled.

const count = 100_000;
const rounds = 60;

const url = process.env.DATABASE_URL;
if (url === undefined) throw new Error('Set DATABASE_URL to an empty PostgreSQL database.');
let statementCount = 0;
const database = await openDatabase({ kind: 'postgresql', url, poolSize: 2 }, () => statementCount++);
await database.migrate(migrationsDir);
const pool = new pg.Pool({ connectionString: url, max: 1 });
const newsroom = createNewsroom(database, { secret: 'a key for the bench, of 32 characters or more' });

/** The id of the asset with a number. Asset 500 is the lead image of 2,000 articles. */
const idOf = (number: number) => `0197f3c0-0000-7000-8000-${String(number).padStart(12, '0')}`;

async function fill(): Promise<void> {
  const { rows } = await pool.query('SELECT 1 FROM assets LIMIT 1');
  if (rows.length > 0) return;
  await pool.query(`INSERT INTO assets (id, kind, media_type, bytes, checksum, filename, width, height, alt, caption, credit, tags, tag_slugs, visibility, search_text, desk_text, created_at)
    SELECT ('0197f3c0-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'image', 'image/jpeg', 3000000 + n, lpad(to_hex(n), 64, '0'), 'photo-' || n || '.jpg', 4000, 3000,
      jsonb_build_object('en', 'A tram number ' || n), 'The tram leaves depot ' || n % 1000, 'Photographer ' || n % 200, ARRAY['Trams'], ARRAY['trams'],
      CASE WHEN n % 10 = 0 THEN 'draft' ELSE 'public' END, 'The tram leaves depot ' || n % 1000 || ' Photographer ' || n % 200, 'photo-' || n, timestamptz '2020-01-01' + n * interval '1 minute'
    FROM generate_series(1, ${count}) n`);
  await pool.query(`INSERT INTO people (id, slug, name, sort_name, visibility)
    SELECT ('0197f3c2-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'person-' || n, 'Person ' || n, 'Person ' || n, CASE WHEN n % 10 = 0 THEN 'draft' ELSE 'public' END
    FROM generate_series(1, 5000) n`);
  await pool.query(`INSERT INTO asset_people (asset_id, person_id, role, position)
    SELECT ('0197f3c0-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ('0197f3c2-0000-7000-8000-' || lpad((1 + (n * 7 + k * 13) % 5000)::text, 12, '0'))::uuid,
      CASE WHEN k = 0 THEN 'creator' ELSE 'pictured' END, k FROM generate_series(1, ${count}) n, generate_series(0, 2) k WHERE k = 0 OR n % 3 = 0`);
  await pool.query(`INSERT INTO articles (id, slug, headline, lang, body_text, related, tags, tag_slugs, lead_image, created_at)
    SELECT ('0197f3c1-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'article-' || n, 'Article ' || n, 'en', '', '{}', '{}', '{}',
      jsonb_build_object('asset', '${idOf(500)}'), timestamptz '2020-01-01' + n * interval '1 minute' FROM generate_series(1, 2000) n`);
  await pool.query('VACUUM ANALYZE');
}

const columns = `p.id, p.kind, p.media_type AS "mediaType", p.bytes::float8 AS bytes, p.width, p.height, p.alt, p.caption, p.credit,
  (SELECT row_to_json(c) FROM (SELECT o.id, o.slug, o.name FROM asset_people l JOIN people o ON o.id = l.person_id WHERE l.asset_id = p.id AND l.role = 'creator' AND o.visibility = 'public') c) AS creator,
  p.source, p.licence, p.taken_at AS "takenAt", p.place,
  (SELECT coalesce(json_agg(c), '[]') FROM (SELECT o.id, o.slug, o.name FROM asset_people l JOIN people o ON o.id = l.person_id WHERE l.asset_id = p.id AND l.role = 'pictured' AND o.visibility = 'public' ORDER BY l.position) c) AS people,
  p.tags, CASE WHEN p.focal_x IS NOT NULL THEN json_build_object('x', p.focal_x, 'y', p.focal_y) END AS "focalPoint", p.thumbhash,
  p.dominant_color AS "dominantColor", p.available_from AS "availableFrom", p.available_until AS "availableUntil", p.territories, p.version,
  to_char(p.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt", to_char(p.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "updatedAt"`;
const isPublic = `p.visibility = 'public' AND (p.available_from IS NULL OR p.available_from <= now()) AND (p.available_until IS NULL OR p.available_until > now())`;
const pageOf = (where: string) =>
  `SELECT coalesce(json_agg(row_to_json(a)), '[]')::text AS json FROM (SELECT ${columns} FROM (SELECT * FROM assets p WHERE ${isPublic} AND ${where} ORDER BY p.created_at DESC, p.id DESC LIMIT 21) p ORDER BY p.created_at DESC, p.id DESC) a`;

type Test = { name: string; ours: () => Promise<unknown[]>; text: string; values: unknown[] };

const listed = async (query: object) => {
  const { items } = await newsroom.assets.list({ limit: 20, sort: '-createdAt', ...query } as never, 'public');
  return JSON.parse(`[${String(items).replace(/^\[|\]$/g, '')}]`) as unknown[];
};
const tests: Test[] = [
  { name: 'list', ours: () => listed({}), text: pageOf('TRUE'), values: [] },
  {
    name: 'search',
    ours: () => listed({ q: 'depot 77' }),
    text: pageOf(`p.search @@ websearch_to_tsquery('public.broadsheet_simple_query', $1)`),
    values: ['depot 77'],
  },
  {
    name: 'credit',
    ours: () => listed({ credit: 'Photographer 77' }),
    text: pageOf('p.credit = $1'),
    values: ['Photographer 77'],
  },
  {
    name: 'usages',
    ours: async () => (await newsroom.articles.listUsages(systemActor, idOf(500), { limit: 20 })).data,
    text: `SELECT coalesce(json_agg(row_to_json(a)), '[]')::text AS json FROM (
      SELECT p.id, p.slug, p.headline, 'draft' AS status, p.lead_asset_id IS NOT DISTINCT FROM $1::uuid AS "inDraft" FROM articles p
      WHERE p.id IN (SELECT d.id FROM articles d WHERE d.lead_asset_id = $1 UNION SELECT article_id FROM article_assets WHERE asset_id = $1
        UNION SELECT article_id FROM publications WHERE lead_asset_id = $1 UNION SELECT article_id FROM publication_assets WHERE asset_id = $1
        UNION SELECT s.id FROM articles s JOIN revisions r ON r.article_id = s.id AND r.number = s.scheduled_revision
          WHERE s.scheduled_for IS NOT NULL AND r.snapshot->'leadImage'->>'asset' = $1::text)
      ORDER BY p.created_at DESC, p.id DESC LIMIT 21) a`,
    values: [idOf(500)],
  },
];

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

await fill();
for (const { name, ours, text, values } of tests) {
  const byHand = async () => JSON.parse((await pool.query({ name, text, values })).rows[0].json) as { id: string }[];
  const idsOf = (items: unknown[]) => (items as { id: string }[]).slice(0, 20).map(({ id }) => id);
  const before = statementCount;
  if (!isDeepStrictEqual(idsOf(await ours()), idsOf(await byHand())))
    process.stderr.write(`${name}: the results differ.\n`);
  const statements = statementCount - before;
  const times: { ours: number; byHand: number }[] = [];
  for (let round = 0; round < rounds; round++) times.push({ ours: await timed(ours), byHand: await timed(byHand) });
  const [a, b] = [median(times.map((time) => time.ours)), median(times.map((time) => time.byHand))];
  process.stdout.write(
    `${name.padEnd(8)} ${a.toFixed(2)} ms, by hand ${b.toFixed(2)} ms, ratio ${(b / a).toFixed(2)}, ${statements} statement\n`,
  );
}
await newsroom.close();
await database.close();
await pool.end();
