import { sql } from 'kysely';
import { anyOf, noRequest, recordset, type Session } from '../../../platform/db/index.js';

/** What a mail tells: of a comment that waits, of one that was reported, or of an answer. */
export type NoticeKind = 'moderators' | 'reported' | 'answered';

/** `sent`, and for good; `refused`, and for good; `deferred`, to be tried again. */
type NoticeOutcome = 'sent' | 'refused' | 'deferred';

type NoticeRow = { commentId: string; kind: NoticeKind; outcome: NoticeOutcome };

/** A comment that moderators hear of. */
export type ModeratorNoticeRow = {
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
export type ReplyNoticeRow = {
  id: string;
  authorName: string;
  bodyHtml: string;
  headline: string;
  slug: string;
  repliedToId: string;
  /** As it is stored: sealed. */
  repliedToEmail: string;
};

/** How a row of `comment_notices` says what became of a mail: of one that was sent, its kind alone. */
const storedKind = ({ kind, outcome }: Pick<NoticeRow, 'kind' | 'outcome'>) =>
  outcome === 'sent' ? kind : `${kind}-${outcome}`;

/** That nobody has been told so, nor is to be told for good. */
const hasNoNotice = (kind: NoticeKind, comment: string) =>
  sql.raw<boolean>(`NOT EXISTS (SELECT FROM comment_notices n WHERE n.comment_id = ${comment}.id
    AND n.kind IN ('${kind}', '${storedKind({ kind, outcome: 'refused' })}'))`);

// A report after a moderator has decided is another matter than those before.
const hasNoReportNotice = sql.raw<boolean>(`NOT EXISTS (SELECT FROM comment_notices n WHERE n.comment_id = c.id
  AND n.kind IN ('reported', '${storedKind({ kind: 'reported', outcome: 'refused' })}')
  AND n.sent_at >= coalesce(c.reviewed_at, '-infinity'))`);

/** Mail about comments: whom to tell of what, what has been told, and who wants no more of it. One statement each. */
export function noticeStore(database: Session) {
  return {
    /**
     * Those of the comments that wait still, and those on which reports are open, of which nobody has been told. The oldest
     * first; what was imported waits without a mail.
     */
    findModeratorNotices: (
      createdIds: readonly string[],
      reportedIds: readonly string[],
    ): Promise<ModeratorNoticeRow[]> =>
      database.query
        .selectFrom((rows) =>
          rows
            .selectFrom('comments as c')
            .innerJoin('articles as a', 'a.id', 'c.articleId')
            .select(['c.id', 'c.createdAt', 'c.authorName', 'c.bodyHtml', 'a.headline', 'a.slug'])
            .select([
              sql<boolean>`c.id = ${anyOf(createdIds)} AND c.status = 'pending' AND c.source IS NULL AND ${hasNoNotice('moderators', 'c')}`.as(
                'waits',
              ),
              sql<
                string[]
              >`CASE WHEN c.id = ${anyOf(reportedIds)} AND c.open_flags > 0 AND ${hasNoReportNotice} THEN ARRAY (
                SELECT DISTINCT f.reason FROM comment_flags f WHERE f.comment_id = c.id AND f.resolved_at IS NULL ORDER BY f.reason
              ) ELSE '{}' END`.as('reasons'),
            ])
            .where('c.id', '=', anyOf([...createdIds, ...reportedIds]))
            .where('c.deletedAt', 'is', null)
            .as('o'),
        )
        .select(['o.id', 'o.authorName', 'o.bodyHtml', 'o.headline', 'o.slug', 'o.waits', 'o.reasons'])
        .where(sql<boolean>`(o.waits OR cardinality(o.reasons) > 0)`)
        .orderBy('o.createdAt')
        .orderBy('o.id')
        .execute(),

    /**
     * Those of the comments that are public and answer a public one by somebody else, who asked to hear of it, has not
     * taken that back, and has not been told.
     */
    findReplyNotices: (ids: readonly string[]): Promise<ReplyNoticeRow[]> =>
      database.query
        .selectFrom('comments as c')
        .innerJoin('comments as o', (join) =>
          join.on('o.id', '=', sql<string>`coalesce(c.in_reply_to_id, c.parent_id)`),
        )
        .innerJoin('publications as p', 'p.articleId', 'c.articleId')
        .select([
          'c.id',
          'c.authorName',
          'c.bodyHtml',
          'p.headline',
          'p.slug',
          'o.id as repliedToId',
          'o.authorEmail as repliedToEmail',
        ])
        .where('c.id', '=', anyOf(ids))
        .where('c.status', '=', 'approved')
        .where('c.deletedAt', 'is', null)
        .where('c.source', 'is', null)
        .where('o.notify', '=', true)
        .where('o.status', '=', 'approved')
        .where('o.deletedAt', 'is', null)
        .where('o.authorKey', '<>', '')
        .whereRef('o.authorKey', 'is distinct from', 'c.authorKey')
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('commentUnsubscribes as u').select('u.authorKey').whereRef('u.authorKey', '=', 'o.authorKey'),
            ),
          ),
        )
        .where(hasNoNotice('answered', 'c'))
        .orderBy('c.createdAt')
        .orderBy('c.id')
        .execute(),

    /** Writes down what became of mails; of one that is tried again and again, since when it is. */
    async recordOutcomes(rows: readonly NoticeRow[]): Promise<void> {
      const noticeRows = rows.map((row) => ({ id: row.commentId, kind: storedKind(row) }));
      await database.write(noRequest, ({ query }) =>
        query
          .insertInto('commentNotices')
          .columns(['commentId', 'kind'])
          .expression((comments) =>
            comments
              .selectFrom(recordset('t', noticeRows, { id: 'uuid', kind: 'text' }))
              .innerJoin('comments as c', 'c.id', 't.id')
              .select(['c.id', 't.kind'])
              .distinct(),
          )
          .onConflict((conflict) =>
            conflict
              .columns(['commentId', 'kind'])
              .doUpdateSet(({ ref }) => ({ sentAt: ref('excluded.sentAt') }))
              .where('commentNotices.kind', 'not like', '%-deferred'),
          )
          .execute(),
      );
    },

    /** Mails that are to be tried again. @returns the oldest first, each with the seconds since it was first tried */
    async findDeferred(limit: number): Promise<{ commentId: string; kind: NoticeKind; seconds: number }[]> {
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
    async removeDeferred(rows: readonly { commentId: string; kind: NoticeKind }[]): Promise<void> {
      const deferredRows = rows.map(({ commentId, kind }) => ({
        id: commentId,
        kind: storedKind({ kind, outcome: 'deferred' }),
      }));
      await database.write(noRequest, ({ query }) =>
        query
          .deleteFrom('commentNotices as n')
          .using(recordset('s', deferredRows, { id: 'uuid', kind: 'text' }))
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
