import t from 'tap';
import { commentRetention } from '../../../src/content/comments/privacy/retention.js';
import { noRequest } from '../../../src/platform/db/index.js';
import { createOutbox } from '../../../src/platform/events/index.js';
import { openNewsroom } from '../../support/newsroom.js';
import { approved, countOn, decide, posted, publishStory } from './readers.js';

const newsroom = await openNewsroom(t);
const { database } = newsroom;
const { prisma } = database;

type Keep = { spamDays: number; rejectedDays: number };
const stale: string[] = [];
const retention = (keep: Keep) =>
  commentRetention({
    database,
    events: createOutbox(newsroom.newsroom.signals, (tags) => stale.push(...tags)),
    retentionDays: keep,
  });

/** Runs the job until it is done. @returns the number of batches */
async function run(flow: ReturnType<typeof retention>): Promise<number> {
  let slices = 1;
  while ((await flow.work?.()) === 'more') slices += 1;
  return slices;
}

const age = (id: string, days: number) => prisma.$executeRaw`
  UPDATE comments SET created_at = now() - make_interval(days => ${days}::int), updated_at = now() - make_interval(days => ${days}::int)
  WHERE id = ${id}::uuid`;

async function refused(articleId: string, status: 'spam' | 'rejected', days: number, parentId: string | null = null) {
  const id = await posted(newsroom, articleId);
  await decide(newsroom, id, status);
  if (parentId !== null)
    await prisma.$executeRaw`
      UPDATE comments SET parent_id = ${parentId}::uuid, root_id = ${parentId}::uuid, depth = 1 WHERE id = ${id}::uuid`;
  await age(id, days);
  return id;
}

const isThere = async (id: string) => (await prisma.comment.count({ where: { id } })) === 1;

t.test('forgets readers from before yesterday, and keeps later ones', async (t) => {
  const story = await publishStory(newsroom);
  const [old, fresh] = [await approved(newsroom, story.id), await approved(newsroom, story.id)];
  await prisma.$executeRaw`UPDATE comments SET reader_key = 'k' || id WHERE id IN (${old}::uuid, ${fresh}::uuid)`;
  for (const id of [old, fresh])
    await prisma.$executeRaw`
      INSERT INTO comment_flags (id, comment_id, reader_key, reason, note, created_at)
      SELECT gen_random_uuid(), ${id}::uuid, 'k' || n, 'false', 'Not so.', now() - make_interval(hours => n) FROM unnest(ARRAY[47, 49]) n`;
  await prisma.$executeRaw`
    INSERT INTO comment_reactions (comment_id, reader_key, type, created_at)
    SELECT ${fresh}::uuid, 'k' || n, 'like', now() - make_interval(hours => n) FROM unnest(ARRAY[47, 49]) n`;
  await prisma.$executeRaw`UPDATE comments SET reactions = '{"like": 2}', score = 2 WHERE id = ${fresh}::uuid`;
  await age(old, 3);
  const { version } = await prisma.comment.findUniqueOrThrow({ where: { id: old } });

  await run(retention({ spamDays: 0, rejectedDays: 0 }));

  t.match(await prisma.comment.findUniqueOrThrow({ where: { id: old } }), { readerKey: null, version });
  t.equal((await prisma.comment.findUniqueOrThrow({ where: { id: fresh } })).readerKey, `k${fresh}`);
  const flags = await prisma.commentFlag.findMany({ where: { commentId: { in: [old, fresh] } } });
  t.equal(flags.length, 4, 'the reports stay');
  t.strictSame(
    flags.flatMap(({ readerKey }) => readerKey ?? []),
    ['k47', 'k47'],
  );
  t.match(await prisma.commentReaction.findMany(), [{ readerKey: 'k47' }]);
  t.match(await prisma.comment.findUniqueOrThrow({ where: { id: fresh } }), { reactions: { like: 2 }, score: 2 });
});

t.test('deletes old spam and old rejected comments, each after its retention time', async (t) => {
  const story = await publishStory(newsroom);
  const shown = await approved(newsroom, story.id);
  await age(shown, 3_000);
  const waiting = await posted(newsroom, story.id);
  await age(waiting, 3_000);
  const spam = await refused(story.id, 'spam', 31);
  const freshSpam = await refused(story.id, 'spam', 29);
  const rejected = await refused(story.id, 'rejected', 366);
  const freshRejected = await refused(story.id, 'rejected', 364);
  const decidedLately = await refused(story.id, 'rejected', 366);
  await prisma.$executeRaw`UPDATE comments SET updated_at = now() WHERE id = ${decidedLately}::uuid`;

  await run(retention({ spamDays: 0, rejectedDays: 0 }));
  for (const id of [spam, rejected]) t.ok(await isThere(id), 'a permanent ban stays');

  await run(retention({ spamDays: 30, rejectedDays: 365 }));
  for (const id of [spam, rejected]) t.notOk(await isThere(id));
  for (const id of [shown, waiting, freshSpam, freshRejected, decidedLately]) t.ok(await isThere(id));
  t.equal(await countOn(newsroom, story.id), 1);
  const events = await prisma.event.findMany({
    where: { subjectId: { in: [spam, rejected] }, type: 'comment.deleted' },
  });
  t.strictSame(
    events
      .map(({ payload, actor }) => ({ payload, actor }))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    [
      ...[
        { id: spam, status: 'spam' },
        { id: rejected, status: 'rejected' },
      ]
        .map(({ id, status }) => ({
          payload: { id, status, parentId: null, articleId: story.id },
          actor: 'broadsheet',
        }))
        .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    ],
  );
  t.equal(
    await prisma.commentDecision.count({ where: { commentId: spam } }),
    0,
    'the history is deleted with the comment',
  );
});

t.test('keeps a comment until its replies are gone', async (t) => {
  const story = await publishStory(newsroom);
  const answered = await refused(story.id, 'rejected', 500);
  const kept = await refused(story.id, 'spam', 10, answered);
  const top = await refused(story.id, 'rejected', 500);
  const middle = await refused(story.id, 'spam', 490, top);
  const leaf = await refused(story.id, 'rejected', 480, middle);
  const talked = await refused(story.id, 'spam', 500);
  const answer = await posted(newsroom, story.id);
  await prisma.$executeRaw`UPDATE comments SET parent_id = ${talked}::uuid WHERE id = ${answer}::uuid`;
  // The times of an import may be in the wrong order.
  const late = await refused(story.id, 'rejected', 400);
  const early = await refused(story.id, 'rejected', 600, late);

  await run(retention({ spamDays: 30, rejectedDays: 365 }));

  for (const id of [answered, kept, talked, answer]) t.ok(await isThere(id));
  for (const id of [top, middle, leaf, late, early]) t.notOk(await isThere(id));
});

t.test('keeps the placeholder of an erased imported comment, so that no import restores it', async (t) => {
  const story = await publishStory(newsroom);
  const erased = await refused(story.id, 'rejected', 500);
  const imported = await refused(story.id, 'rejected', 500);
  await prisma.$executeRaw`
    UPDATE comments SET source = 'elsewhere', source_id = id::text, author_name = CASE WHEN id = ${erased}::uuid THEN '' ELSE author_name END
    WHERE id IN (${erased}::uuid, ${imported}::uuid)`;
  await run(retention({ spamDays: 30, rejectedDays: 365 }));
  t.ok(await isThere(erased));
  t.notOk(await isThere(imported));
});

t.test('deletes bans a month after they end, and keeps unsubscriptions', async (t) => {
  await prisma.$executeRaw`
    INSERT INTO comment_bans (id, author_key, until, banned_by)
    SELECT gen_random_uuid(), 'ended ' || n, now() - make_interval(days => n), 'Mo' FROM unnest(ARRAY[-1, 29, 31]) n`;
  await prisma.$executeRaw`INSERT INTO comment_bans (id, author_key, banned_by) VALUES (gen_random_uuid(), 'for ever', 'Mo')`;
  await prisma.$executeRaw`
    INSERT INTO comment_unsubscribes (author_key, created_at) VALUES ('no mail', now() - interval '10 years')`;
  await run(retention({ spamDays: 30, rejectedDays: 365 }));
  const bans = await prisma.commentBan.findMany({ orderBy: { authorKey: 'asc' } });
  t.strictSame(
    bans.map(({ authorKey }) => authorKey),
    ['ended -1', 'ended 29', 'for ever'],
  );
  t.equal(await prisma.commentUnsubscribe.count(), 1);
});

t.test('works in batches, once an hour', async (t) => {
  const story = await publishStory(newsroom);
  await prisma.$executeRaw`
    INSERT INTO comments (id, article_id, status, author_name, author_email, author_key, body, body_html, edit_token_hash, created_at, updated_at, reader_key)
    SELECT gen_random_uuid(), ${story.id}::uuid, 'spam', 'S', '', 'x', 'Buy', 'Buy', 'x', at, at, 'k' || n
    FROM generate_series(1, 1100) n, LATERAL (SELECT now() - make_interval(days => 40, secs => n) AS at) a`;
  const flow = retention({ spamDays: 30, rejectedDays: 365 });
  t.ok((await run(flow)) > 6);
  t.equal(await prisma.comment.count({ where: { articleId: story.id } }), 0);
  t.equal(flow.everyMs, 60 * 60 * 1000);
});

const skip = database.kind === 'embedded' && 'needs two connections';

t.test('skips a comment that is locked, until the next run', { skip }, async (t) => {
  const story = await publishStory(newsroom);
  const [inHand, free] = [await refused(story.id, 'spam', 40), await refused(story.id, 'spam', 40)];
  await database.transaction(noRequest, async (tx) => {
    await tx.query.updateTable('comments').set({ status: 'approved' }).where('id', '=', inHand).execute();
    await run(retention({ spamDays: 30, rejectedDays: 365 }));
  });
  t.ok(await isThere(inHand));
  t.notOk(await isThere(free));
});
