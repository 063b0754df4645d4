import t from 'tap';
import { openNewsroom } from '../../support/newsroom.js';
import { approved, countOn, decide, posted, publishStory } from './readers.js';

const newsroom = await openNewsroom(t);
const { prisma, kind } = newsroom.database;
const { recount } = newsroom.newsroom.comments;

const numbers = async (id: string) => {
  const { replyCount, descendants } = await prisma.comment.findUniqueOrThrow({ where: { id } });
  return [replyCount, descendants];
};

t.test('finds no differences in correct counts, and changes nothing', async (t) => {
  t.strictSame(await recount({ repair: true }), { articles: 0, comments: 0, wrong: [], wrongCount: 0 });
  const story = await publishStory(newsroom);
  const top = await approved(newsroom, story.id);
  const reply = await approved(newsroom, story.id, { parentId: top });
  await approved(newsroom, story.id, { parentId: reply });
  await posted(newsroom, story.id, { parentId: reply });
  await decide(newsroom, reply, 'rejected');
  newsroom.statements();
  t.strictSame(await recount({ repair: true }), { articles: 1, comments: 4, wrong: [], wrongCount: 0 });
  t.notMatch(newsroom.statements().join(), /UPDATE|INSERT|FOR NO KEY/);
  t.strictSame(await numbers(top), [0, 1]);
});

t.test('reports wrong counts, and repairs them only when asked to', async (t) => {
  const story = await publishStory(newsroom);
  const silent = await publishStory(newsroom);
  const rowless = await publishStory(newsroom);
  const top = await approved(newsroom, story.id);
  const reply = await approved(newsroom, story.id, { parentId: top });
  const leaf = await approved(newsroom, story.id, { parentId: reply });
  await approved(newsroom, rowless.id);
  await decide(newsroom, reply, 'rejected');
  const { version } = await prisma.comment.findUniqueOrThrow({ where: { id: top } });
  t.equal(await countOn(newsroom, story.id), 2);
  await prisma.$executeRaw`UPDATE comments SET reply_count = 7, descendants = 9 WHERE id = ${top}::uuid`;
  await prisma.$executeRaw`UPDATE comments SET descendants = 0 WHERE id = ${reply}::uuid`;
  await prisma.$executeRaw`UPDATE comment_counts SET approved = 40 WHERE article_id = ${story.id}::uuid`;
  await prisma.$executeRaw`
    INSERT INTO comment_counts (article_id, approved) VALUES (${silent.id}::uuid, 3) ON CONFLICT (article_id) DO UPDATE SET approved = 3`;
  await prisma.$executeRaw`DELETE FROM comment_counts WHERE article_id = ${rowless.id}::uuid`;

  const expected = [
    { what: 'article', id: story.id, count: 'approved', said: 40, is: 2 },
    { what: 'article', id: silent.id, count: 'approved', said: 3, is: 0 },
    { what: 'article', id: rowless.id, count: 'approved', said: 0, is: 1 },
    { what: 'comment', id: top, count: 'replies', said: 7, is: 0 },
    { what: 'comment', id: top, count: 'descendants', said: 9, is: 1 },
    { what: 'comment', id: reply, count: 'descendants', said: 0, is: 1 },
  ];
  const inOrder = (wrong: object[]) => wrong.map((one) => JSON.stringify(one, Object.keys(one).sort())).sort();
  const events = await prisma.event.count();
  const checked = await recount({ repair: false });
  t.equal(checked.wrongCount, 6);
  t.strictSame(inOrder(checked.wrong), inOrder(expected));
  t.strictSame(await numbers(top), [7, 9], 'a check changes nothing');
  t.equal(await prisma.event.count(), events);

  t.equal(
    (await newsroom.request('GET', `/v1/comments/${reply}`)).status,
    404,
    'the wrong count hides the placeholder',
  );
  const repaired = await recount({ repair: true });
  t.strictSame({ ...repaired, wrong: inOrder(repaired.wrong) }, { ...checked, wrong: inOrder(checked.wrong) });
  t.strictSame(await numbers(top), [0, 1]);
  t.strictSame(await numbers(reply), [1, 1]);
  t.strictSame(await numbers(leaf), [0, 0]);
  for (const [article, count] of [
    [story, 2],
    [silent, 0],
    [rowless, 1],
  ] as const)
    t.equal(await countOn(newsroom, article.id), count, 'the public sees the correct count immediately');
  t.equal((await newsroom.request('GET', `/v1/comments/${reply}`)).status, 200);
  t.equal(
    (await prisma.comment.findUniqueOrThrow({ where: { id: top } })).version,
    version,
    'a repair does not change the version',
  );
  const told = await prisma.event.findMany({ where: { type: 'comment.counted' } });
  t.strictSame(
    told.map(({ subjectId, payload }) => ({ subjectId, payload })).sort((a, b) => (a.subjectId < b.subjectId ? -1 : 1)),
    [story, silent, rowless]
      .map(({ id }) => ({ subjectId: id, payload: { articleId: id } }))
      .sort((a, b) => (a.subjectId < b.subjectId ? -1 : 1)),
  );
  t.equal((await recount({ repair: true })).wrongCount, 0);
});

/** Creates threads three comments deep on many articles, with all counts at zero. */
const uncounted = async (articles: number, threads: number) => {
  await prisma.$executeRaw`
    INSERT INTO articles (id, slug, headline, updated_at)
    SELECT gen_random_uuid(), 'counted-' || n, 'Counted', now() FROM generate_series(1, ${articles}::int) n`;
  for (const depth of [0, 1, 2])
    await prisma.$executeRaw`
      INSERT INTO comments (id, article_id, parent_id, root_id, depth, status, author_name, author_email, author_key, body, body_html, edit_token_hash)
      SELECT gen_random_uuid(), coalesce(p.article_id, a.id), p.id, coalesce(p.root_id, p.id), ${depth}::int, 'approved', 'A', '', 'counted', 'x', 'x', 'x'
      FROM articles a CROSS JOIN generate_series(1, ${threads}::int) n
      LEFT JOIN LATERAL (SELECT * FROM comments c WHERE c.article_id = a.id AND c.depth = ${depth}::int - 1 ORDER BY c.id OFFSET n - 1 LIMIT 1) p ON TRUE
      WHERE a.slug LIKE 'counted-%'`;
};

t.test('compares many comments in batches, and lists the first hundred wrong ones', async (t) => {
  const { articles, comments } = await recount({ repair: false });
  await uncounted(30, 120);
  const found = await recount({ repair: true });
  t.match(found, {
    articles: articles + 30,
    comments: comments + 30 * 360,
    wrongCount: 30 + 30 * 240 * 2,
  });
  t.equal(found.wrong.length, 100);
  t.equal((await recount({ repair: false })).wrongCount, 0);
  t.equal(await prisma.commentCount.count({ where: { approved: 360 } }), 30);
});

const skip = kind === 'embedded' && 'needs several connections';

t.test('leaves exact counts when comments change during repeated recounts', { skip }, async (t) => {
  const story = await publishStory(newsroom);
  const top = await approved(newsroom, story.id);
  const middle = await approved(newsroom, story.id, { parentId: top });
  let isOver = false;
  const counting = (async () => {
    let rounds = 0;
    for (; !isOver; rounds++) {
      for (const id of [top, middle])
        await prisma.$executeRaw`UPDATE comments SET descendants = descendants + 1, reply_count = reply_count + 2 WHERE id = ${id}::uuid`;
      await prisma.$executeRaw`UPDATE comment_counts SET approved = approved + 3 WHERE article_id = ${story.id}::uuid`;
      await recount({ repair: true });
    }
    return rounds;
  })();
  const writing = Array.from({ length: 6 }, async (_, writer) => {
    for (let n = 0; n < 8; n++) {
      const parentId = [undefined, top, middle][(writer + n) % 3];
      const id = await posted(newsroom, story.id, parentId === undefined ? {} : { parentId });
      t.equal((await decide(newsroom, id, 'approved')).status, 200);
      if (n % 4 === 0) t.equal((await decide(newsroom, id, 'rejected')).status, 200);
    }
  });
  await Promise.all(writing);
  isOver = true;
  t.ok((await counting) > 1);
  t.equal((await recount({ repair: false })).wrongCount, 0);
  const rows = await prisma.comment.findMany({ where: { articleId: story.id, status: 'approved' } });
  t.equal(await countOn(newsroom, story.id), rows.length);
  t.equal((await numbers(middle))[0], rows.filter(({ parentId }) => parentId === middle).length);
});
