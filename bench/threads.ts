import pg from 'pg';
import { adminToken, startBroadsheet, stop } from './contestants.js';
import { median } from './measure.js';
import { head, row } from './table.js';

// Measures reads of comments on an article with 50 and one with 50,000 comments. Every response comes from the database.

const sizes = [50, 50_000];
const rounds = 200;

const url = process.env.DATABASE_URL;
if (url === undefined) throw new Error('This needs DATABASE_URL: a PostgreSQL database that may be filled.');
const server = await startBroadsheet('threads', { DATABASE_URL: url }, { CACHE_MB: '0' });
const client = new pg.Client({ connectionString: url });
await client.connect();

async function send(method: string, path: string, body?: object): Promise<{ id: string }> {
  const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' };
  const answer = await fetch(`${server.url}/v1${path}`, { method, headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as { id: string };
}

/** Adds comments: half of them in one thread, the others in threads of ten. Every fifth is spam. */
async function discuss(articleId: string, size: number): Promise<void> {
  await client.query(
    `WITH numbered AS (
       SELECT k, gen_random_uuid() AS id, CASE WHEN k = 0 OR (k > $2 / 2 AND k % 10 = 0) THEN NULL WHEN k <= $2 / 2 THEN 0 ELSE k - k % 10 END AS above,
         CASE WHEN k % 5 = 3 THEN 'spam' ELSE 'approved' END AS status
       FROM generate_series(0, $2::int - 1) k
     ), placed AS (
       SELECT n.*, p.id AS parent FROM numbered n LEFT JOIN numbered p ON p.k = n.above
     ), counted AS (
       SELECT above, count(*) FILTER (WHERE status = 'approved') AS n FROM numbered WHERE above IS NOT NULL GROUP BY above
     )
     INSERT INTO comments (id, article_id, parent_id, root_id, depth, status, author_name, author_email, author_key, body, body_html,
       edit_token_hash, score, reply_count, descendants, created_at)
     SELECT p.id, $1, p.parent, p.parent, CASE WHEN p.parent IS NULL THEN 0 ELSE 1 END, p.status, 'Reader ' || p.k, '', '', 'Rain.', '<p>Rain.</p>',
       '', p.k % 17, coalesce(c.n, 0), coalesce(c.n, 0), now() - make_interval(secs => $2::int - p.k)
     FROM placed p LEFT JOIN counted c ON c.above = p.k ORDER BY p.k`,
    [articleId, size],
  );
  await client.query(
    `INSERT INTO comment_counts SELECT $1, count(*) FROM comments WHERE article_id = $1 AND status = 'approved'`,
    [articleId],
  );
}

/** Returns the same kinds of addresses for each size, including a page in the middle of the list. */
async function pathsOf(size: number): Promise<Record<string, string>> {
  const slug = `threads-${process.pid}-${size}`;
  const { id } = await send('POST', '/articles', { headline: `Threads ${size}`, slug });
  await send('POST', `/articles/${slug}/publish`);
  await discuss(id, size);
  const of = `/articles/${slug}/comments`;
  const { rows } = await client.query(
    `SELECT (SELECT id FROM comments WHERE article_id = $1 AND author_name = 'Reader 0') AS top,
       (SELECT id FROM comments WHERE article_id = $1 AND status = 'approved' AND parent_id IS NOT NULL ORDER BY created_at DESC LIMIT 1) AS last,
       (SELECT json_build_array('article-comments:-createdAt', to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), id)::text
        FROM comments WHERE article_id = $1 AND status = 'approved' ORDER BY created_at DESC OFFSET $2::int / 2 LIMIT 1) AS middle`,
    [id, size],
  );
  const { top, last, middle } = rows[0] as { top: string; last: string; middle: string };
  return {
    newest: of,
    'a page in the middle': `${of}?after=${Buffer.from(JSON.stringify(JSON.parse(middle))).toString('base64url')}`,
    'tops, the best first': `${of}?parent=none&sort=-score`,
    'tops with ten replies': `${of}?parent=none&include=replies&repliesPerRoot=10&limit=5`,
    'tops with their threads': `${of}?parent=none&include=thread&repliesPerRoot=10&sort=createdAt&limit=5`,
    'replies to one': `${of}?parent=${top}&sort=createdAt`,
    context: `/comments/${last}?include=ancestors`,
    'the article': `/articles/${slug}`,
  };
}

const [small, large] = [await pathsOf(sizes[0] as number), await pathsOf(sizes[1] as number)];
await client.query('ANALYZE comments');

async function time(path: string): Promise<number> {
  const started = performance.now();
  const answer = await fetch(`${server.url}/v1${path}`);
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status}`);
  return performance.now() - started;
}

let table = head(['ms, one client', ...sizes.map((size) => `${size} comments`), 'ratio']);
for (const [name, path] of Object.entries(small)) {
  const taken: [number[], number[]] = [[], []];
  for (let n = 0; n < rounds; n++) {
    taken[0].push(await time(path));
    taken[1].push(await time(large[name] as string));
  }
  const [few, many] = [median(taken[0].slice(20)), median(taken[1].slice(20))];
  table += row([name, few.toFixed(2), many.toFixed(2), (many / few).toFixed(2)]);
}
process.stdout.write(table);
await client.end();
await stop(server);
