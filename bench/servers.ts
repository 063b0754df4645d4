import Fastify, { type FastifyInstance } from 'fastify';
import { createApp } from '../src/app.js';
import { createNewsroom, migrationsDir } from '../src/newsroom.js';
import { readConfig } from '../src/platform/config.js';
import { type Database, openDatabase } from '../src/platform/db/index.js';
import { idempotency } from '../src/platform/idempotency/index.js';
import { seed } from './seed.js';

// The process under load: Broadsheet, a route for each case written by hand, and one that sends the same bytes from memory.
const database = await openDatabase(
  process.env.DATABASE_URL === undefined
    ? { kind: 'memory', dump: undefined }
    : { kind: 'postgresql', url: process.env.DATABASE_URL, pool: 10 },
);
await database.migrate(migrationsDir);
const newsroom = createNewsroom(database, { adminToken: undefined });
if (!(await newsroom.sections.isEmpty()))
  throw new Error('The benchmark needs an empty database: name another in DATABASE_URL.');
const slug = await seed(database, newsroom, Number(process.env.BENCH_ARTICLES));

const cases = {
  article: `/v1/articles/${slug}`,
  list: '/v1/articles?limit=20',
  comments: `/v1/articles/${slug}/comments?limit=20`,
};

const card = `p.article_id AS id, p.slug, p.type, p.headline, p.standfirst, p.lang, p.tags, p.published_at AS "publishedAt", p.updated_at AS "updatedAt",
  json_build_object('id', s.id, 'slug', s.slug, 'name', s.name, 'path', s.path) AS section,
  (SELECT json_agg(json_build_object('id', n.id, 'slug', n.slug, 'name', n.name) ORDER BY l.position)
   FROM publication_people l JOIN people n ON n.id = l.person_id WHERE l.article_id = p.article_id AND l.relation = 'author') AS authors`;

async function handWritten(db: Database): Promise<FastifyInstance> {
  const app = Fastify();
  const text = {
    article: `SELECT row_to_json(x)::text AS json FROM (SELECT ${card}, p.body, (SELECT json_agg(json_build_object('id', n.id, 'slug', n.slug, 'name', n.name,
      'relation', l.relation, 'titleAsPrinted', l.title_as_printed) ORDER BY l.position) FROM publication_people l JOIN people n ON n.id = l.person_id
      WHERE l.article_id = p.article_id) AS people FROM publications p JOIN sections s ON s.id = p.section_id WHERE p.slug = $1) x`,
    list: `SELECT json_agg(x)::text AS json FROM (SELECT ${card} FROM publications p JOIN sections s ON s.id = p.section_id
      ORDER BY p.published_at DESC, p.article_id DESC LIMIT 20) x`,
    comments: `SELECT json_agg(x)::text AS json FROM (SELECT id, author_name, author_url, body_html, created_at FROM public_comments
      WHERE article_id = (SELECT article_id FROM publications WHERE slug = $1) ORDER BY created_at DESC, id DESC LIMIT 20) x`,
  };
  for (const name of ['article', 'list', 'comments'] as const) {
    app.get(`/${name}`, async (_, reply) => {
      const [row] = await db.read<{ json: string }>({ text: text[name], values: name === 'list' ? [] : [slug] });
      return reply.type('application/json').send(row?.json);
    });
  }
  return app;
}

const config = readConfig({ RATE_LIMIT: 'off', LOG_LEVEL: 'silent' });
const broadsheet = await createApp({ config, database, newsroom, idempotency: idempotency(database, 'k'.repeat(32)) });
const bare = Fastify();
for (const [name, url] of Object.entries(cases)) {
  const answer = await broadsheet.inject(url);
  if (answer.statusCode !== 200) throw new Error(`${url} → ${answer.statusCode}`);
  bare.get(`/${name}`, async (_, reply) => reply.type('application/json').send(answer.body));
}
const byHand = await handWritten(database);

const listen = (app: FastifyInstance) => app.listen({ port: 0, host: '127.0.0.1' });
const [ours, hand, least] = [await listen(broadsheet), await listen(byHand), await listen(bare)];
process.send?.(
  Object.entries(cases).map(([name, url]) => ({
    name,
    urls: { broadsheet: ours + url, 'hand-written': `${hand}/${name}`, bare: `${least}/${name}` },
  })),
);
process.once('disconnect', () => process.exit());
