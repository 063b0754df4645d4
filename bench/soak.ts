import pg from 'pg';
import { adminToken, startBroadsheet, stop } from './contestants.js';

/** The number of simultaneous guests, of comments by each of them, and of articles. */
const guests = 200;
const each = 100;
const articles = 5;
const moderators = 4;

const url = process.env.DATABASE_URL;
if (url === undefined) throw new Error('The soak needs DATABASE_URL: an empty PostgreSQL database.');

const server = await startBroadsheet('soak', { DATABASE_URL: url }, { CACHE_MB: '16' });
// biome-ignore lint/suspicious/noExplicitAny: responses of every shape
type Reply = { status: number; body: any };

const statuses = new Map<number, number>();
const times: number[] = [];

async function send(method: string, path: string, body?: object, token?: string): Promise<Reply> {
  const started = performance.now();
  const answer = await fetch(`${server.url}/v1${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  times.push(performance.now() - started);
  statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
  if (answer.status >= 500) process.stderr.write(`${method} ${path}: ${answer.status} ${text}\n`);
  return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
}

const slugs = Array.from({ length: articles }, (_, n) => `soak-${process.pid}-${n}`);
for (const [n, slug] of slugs.entries()) {
  await send('POST', '/articles', { headline: `Soak ${n}`, slug }, adminToken);
  await send('POST', `/articles/${slug}/publish`, undefined, adminToken);
  await send('PUT', `/articles/${slug}/comment-policy`, { mode: n % 2 === 0 ? 'post' : 'pre' }, adminToken);
}

const tops = new Map<string, string[]>(slugs.map((slug) => [slug, []]));
let writing = guests;

async function guest(n: number): Promise<void> {
  for (let k = 0; k < each; k += 1) {
    const slug = slugs[(n + k) % articles] as string;
    const known = tops.get(slug) as string[];
    const parentId = k % 3 === 0 ? undefined : known[(n * 31 + k) % Math.max(1, known.length)];
    const comment = {
      authorName: `Guest ${n}`,
      authorEmail: `guest${n}@soak.example`,
      body: `Comment ${k} of guest ${n}.`,
      ...(parentId === undefined ? {} : { parentId }),
    };
    // Every twentieth comment is sent twice at the same time, like a double click.
    const [first] = await Promise.all(
      Array.from({ length: k % 20 === 0 ? 2 : 1 }, () => send('POST', `/articles/${slug}/comments`, comment)),
    );
    if (first?.status === 201 && known.length < 200) known.push(first.body.id);
  }
  writing -= 1;
}

async function moderator(n: number): Promise<void> {
  for (let round = 0; writing > 0; round += 1) {
    const { body } = await send('GET', '/desk/comments?status=pending&limit=20', undefined, adminToken);
    for (const { id } of body?.data ?? [])
      await send('PATCH', `/comments/${id}`, { status: (n + round) % 3 === 0 ? 'rejected' : 'approved' }, adminToken);
    if ((body?.data ?? []).length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const started = performance.now();
await Promise.all([
  ...Array.from({ length: guests }, (_, n) => guest(n)),
  ...Array.from({ length: moderators }, (_, n) => moderator(n)),
]);
const seconds = (performance.now() - started) / 1000;

const client = new pg.Client({ connectionString: url });
await client.connect();
const one = async (sql: string) => Number((await client.query(sql)).rows[0].n);
const mine = `article_id IN (SELECT id FROM articles WHERE slug LIKE 'soak-${process.pid}-%')`;
const stored = await one(`SELECT count(*) AS n FROM comments WHERE ${mine}`);
const wrongCounts = await one(`SELECT count(*) AS n FROM comment_counts k WHERE ${mine}
  AND approved <> (SELECT count(*) FROM comments c WHERE c.article_id = k.article_id AND c.status = 'approved')`);
const wrongReplies = await one(`SELECT count(*) AS n FROM comments p WHERE ${mine}
  AND reply_count <> (SELECT count(*) FROM comments c WHERE c.parent_id = p.id AND c.status = 'approved')`);
const doubled = await one(
  `SELECT count(*) AS n FROM (SELECT 1 FROM comments WHERE ${mine} GROUP BY fingerprint HAVING count(*) > 1) d`,
);
const deadlocks = await one('SELECT deadlocks AS n FROM pg_stat_database WHERE datname = current_database()');
await client.end();
await stop(server);

times.sort((a, b) => a - b);
const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(0);
process.stdout.write(`${stored} comments of ${guests * each} by ${guests} guests at once, ${moderators} moderators beside them, in ${seconds.toFixed(0)} s.
Answers: ${[...statuses]
  .sort(([a], [b]) => a - b)
  .map(([status, count]) => `${count} × ${status}`)
  .join(', ')}; median ${at(0.5)} ms, 99th percentile ${at(0.99)} ms.
Wrong counts: ${wrongCounts}; wrong counts of replies: ${wrongReplies}; the same comment twice: ${doubled}; deadlocks in this database: ${deadlocks}.
`);
process.exitCode = stored === guests * each && wrongCounts + wrongReplies + doubled === 0 ? 0 : 1;
