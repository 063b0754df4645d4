import { sql } from 'kysely';
import { noRequest, Prisma, recordset, type Session } from '../../platform/db/index.js';

/** What a mail tells: of a comment that waits, of one that was reported, or of an answer. */
export type NoticeKind = 'moderators' | 'reported' | 'answered';

/** `sent`, and for good; `refused`, and for good; `deferred`, to be tried again. */
type NoticeOutcome = 'sent' | 'refused' | 'deferred';

type NoticeRow = { commentId: string; kind: NoticeKind; outcome: NoticeOutcome };

/** A comment that moderators hear of. */
export type WaitingRow = {
  id: string;
  authorName: string;
  bodyHtml: string;
  headline: string;
  slug: string;
  waits: boolean;
  /** Of reports on which nobody has decided; empty where nobody is to hear of them. */
  reasons: string[];
};

/** A comment that answers another, whose author hears of it. */
export type AnswerRow = {
  id: string;
  authorName: string;
  bodyHtml: string;
  headline: string;
  slug: string;
  answeredId: string;
  /** As it is stored: sealed. */
  answeredEmail: string;
};

/** How a row of `comment_notices` says what became of a mail: of one that was sent, its kind alone. */
const written = ({ kind, outcome }: Pick<NoticeRow, 'kind' | 'outcome'>) =>
  outcome === 'sent' ? kind : `${kind}-${outcome}`;

/** That nobody has been told so, nor is to be told for good. */
const untold = (kind: NoticeKind, comment: string) =>
  Prisma.raw(`NOT EXISTS (SELECT FROM comment_notices n WHERE n.comment_id = ${comment}.id
    AND n.kind IN ('${kind}', '${written({ kind, outcome: 'refused' })}'))`);

// A report after a moderator has decided is another matter than those before.
const unreported = Prisma.raw(`NOT EXISTS (SELECT FROM comment_notices n WHERE n.comment_id = c.id
  AND n.kind IN ('reported', '${written({ kind: 'reported', outcome: 'refused' })}')
  AND n.sent_at >= coalesce(c.reviewed_at, '-infinity'))`);

/** Mail about comments: whom to tell of what, what has been told, and who wants no more of it. One statement each. */
export function noticeStore(database: Session) {
  return {
    /**
     * Those of the comments that wait still, and those on which reports are open, of which nobody has been told. The oldest
     * first; what was imported waits without a mail.
     */
    waiting: (created: readonly string[], reported: readonly string[]): Promise<WaitingRow[]> =>
      database.run<WaitingRow>(Prisma.sql`
        SELECT * FROM (
          SELECT c.id, c.created_at, c.author_name AS "authorName", c.body_html AS "bodyHtml", a.headline, a.slug,
            c.id = ANY (${created}::uuid[]) AND c.status = 'pending' AND c.source IS NULL AND ${untold('moderators', 'c')} AS waits,
            CASE WHEN c.id = ANY (${reported}::uuid[]) AND c.open_flags > 0 AND ${unreported} THEN ARRAY (
              SELECT DISTINCT f.reason FROM comment_flags f WHERE f.comment_id = c.id AND f.resolved_at IS NULL ORDER BY f.reason
            ) ELSE '{}' END AS reasons
          FROM comments c JOIN articles a ON a.id = c.article_id
          WHERE c.id = ANY (${[...created, ...reported]}::uuid[]) AND c.deleted_at IS NULL
        ) o WHERE o.waits OR cardinality(o.reasons) > 0 ORDER BY o.created_at, o.id`),

    /**
     * Those of the comments that are public and answer a public one by somebody else, who asked to hear of it, has not
     * taken that back, and has not been told.
     */
    answers: (ids: readonly string[]): Promise<AnswerRow[]> =>
      database.run<AnswerRow>(Prisma.sql`
        SELECT c.id, c.author_name AS "authorName", c.body_html AS "bodyHtml", p.headline, p.slug,
          o.id AS "answeredId", o.author_email AS "answeredEmail"
        FROM comments c
        JOIN comments o ON o.id = coalesce(c.in_reply_to_id, c.parent_id)
        JOIN publications p ON p.article_id = c.article_id
        WHERE c.id = ANY (${ids}::uuid[]) AND c.status = 'approved' AND c.deleted_at IS NULL AND c.source IS NULL
          AND o.notify AND o.status = 'approved' AND o.deleted_at IS NULL
          AND o.author_key <> '' AND o.author_key IS DISTINCT FROM c.author_key
          AND NOT EXISTS (SELECT FROM comment_unsubscribes u WHERE u.author_key = o.author_key)
          AND ${untold('answered', 'c')}
        ORDER BY c.created_at, c.id`),

    /** Writes down what became of mails; of one that is tried again and again, since when it is. */
    async told(rows: readonly NoticeRow[]): Promise<void> {
      const told = rows.map((row) => ({ id: row.commentId, kind: written(row) }));
      await database.write(noRequest, ({ run }) =>
        run(Prisma.sql`
        INSERT INTO comment_notices (comment_id, kind)
        SELECT DISTINCT c.id, t.kind FROM jsonb_to_recordset(${JSON.stringify(told)}::jsonb) AS t (id uuid, kind text)
        JOIN comments c ON c.id = t.id
        ON CONFLICT (comment_id, kind) DO UPDATE SET sent_at = EXCLUDED.sent_at
        WHERE comment_notices.kind NOT LIKE '%-deferred'`),
      );
    },

    /** Mails that are to be tried again. @returns the oldest first, each with the seconds since it was first tried */
    async deferred(limit: number): Promise<{ commentId: string; kind: NoticeKind; seconds: number }[]> {
      const rows = await database.query
        .selectFrom('commentNotices')
        .select(['commentId as id', 'kind', sql<number>`extract(epoch FROM now() - sent_at)::float8`.as('seconds')])
        .where('kind', 'like', '%-deferred')
        .orderBy('sentAt')
        .orderBy('commentId')
        .limit(limit)
        .execute();
      return rows.map(({ id, kind, seconds }) => ({
        commentId: id,
        kind: kind.slice(0, -'-deferred'.length) as NoticeKind,
        seconds,
      }));
    },

    /** Tries these no more. */
    async settle(rows: readonly { commentId: string; kind: NoticeKind }[]): Promise<void> {
      const settled = rows.map(({ commentId, kind }) => ({
        id: commentId,
        kind: written({ kind, outcome: 'deferred' }),
      }));
      await database.write(noRequest, ({ query }) =>
        query
          .deleteFrom('commentNotices as n')
          .using(recordset('s', settled, { id: 'uuid', kind: 'text' }))
          .whereRef('n.commentId', '=', 's.id')
          .whereRef('n.kind', '=', 's.kind')
          .execute(),
      );
    },

    /** From now on nothing goes to the address of whoever wrote a comment, whichever comment it is about. */
    async unsubscribe(commentId: string): Promise<void> {
      await database.write(noRequest, ({ query }) =>
        query
          .insertInto('commentUnsubscribes')
          .columns(['authorKey'])
          .expression((authors) =>
            authors.selectFrom('comments').select('authorKey').where('id', '=', commentId).where('authorKey', '<>', ''),
          )
          .onConflict((conflict) => conflict.doNothing())
          .execute(),
      );
    },
  };
}
