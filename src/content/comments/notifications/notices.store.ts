import { sql } from 'kysely';
import { anyOf, noRequest, recordset, type Session } from '../../../platform/db/index.js';

/** The subject of an e-mail: a comment that waits for review, a reported comment, or a reply. */
export type NoticeKind = 'moderators' | 'reported' | 'answered';

/** `sent` and `refused` are final. `deferred` is tried again. */
type NoticeOutcome = 'sent' | 'refused' | 'deferred';

type NoticeRow = { commentId: string; kind: NoticeKind; outcome: NoticeOutcome };

/** A comment about which moderators are notified. */
export type ModeratorNoticeRow = {
  id: string;
  authorName: string;
  bodyHtml: string;
  headline: string;
  slug: string;
  waits: boolean;
  /** The reasons of open reports. Empty if moderators need not be notified of them. */
  reasons: string[];
};

/** A reply about which the author of its parent comment is notified. */
export type ReplyNoticeRow = {
  id: string;
  authorName: string;
  bodyHtml: string;
  headline: string;
  slug: string;
  repliedToId: string;
  /** The stored address, which is encrypted. */
  repliedToEmail: string;
};

/** Returns the value of `comment_notices.kind`. An e-mail that was sent has its kind alone. */
const storedKind = ({ kind, outcome }: Pick<NoticeRow, 'kind' | 'outcome'>) =>
  outcome === 'sent' ? kind : `${kind}-${outcome}`;

/** A condition: no e-mail of this kind about the comment was sent or permanently refused. */
const hasNoNotice = (kind: NoticeKind, comment: string) =>
  sql.raw<boolean>(`NOT EXISTS (SELECT FROM comment_notices n WHERE n.comment_id = ${comment}.id
    AND n.kind IN ('${kind}', '${storedKind({ kind, outcome: 'refused' })}'))`);

// A report after a moderator's decision needs a new e-mail.
const hasNoReportNotice = sql.raw<boolean>(`NOT EXISTS (SELECT FROM comment_notices n WHERE n.comment_id = c.id
  AND n.kind IN ('reported', '${storedKind({ kind: 'reported', outcome: 'refused' })}')
  AND n.sent_at >= coalesce(c.reviewed_at, '-infinity'))`);

/** Stores the e-mails about comments and the authors who unsubscribed. Each function runs one statement. */
export function noticeStore(database: Session) {
  return {
    /**
     * Returns the comments that still wait for review or have open reports, and about which no e-mail was sent. The
     * oldest come first. Imported comments that wait for review are left out.
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
     * Returns the public replies to public comments of other authors who asked for notices, did not unsubscribe, and
     * were not notified yet. The oldest come first.
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

    /** Stores the outcomes of e-mails. A repeated deferral keeps the time of the first. */
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

    /**
     * Finds deferred e-mails.
     *
     * @returns the oldest first, each with the seconds since the first attempt
     */
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

    /** Removes deferred e-mails, so that they are not tried again. */
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

    /** Stops all e-mails to the author of a comment. */
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
