import { v7 as uuid } from 'uuid';
import { jsonArray, Prisma, rfc3339, type Session, type Transaction } from '../../platform/db/index.js';
import { chooseOrder, keyset, type Page } from '../../platform/http/index.js';
import type { Held, HeldComment, PrivacyListQuery } from './privacy.schemas.js';
import type { Status } from './schemas.js';

/** Whose data it is: the key of an address, and the address in small letters for comments that are not sealed yet. */
export type Person = { key: string; email: string };

export type TheirComment = { id: string; articleId: string; parentId: string | null; status: Status };

/** What is left of a comment. */
export type Erasure = { id: string; authorEmail: string; editTokenHash: string; status: Status };

export type PrivacyRow = Prisma.PrivacyRequestGetPayload<object>;

/** Rows of `query` about the comment `c`, as a JSON array. */
const about = (query: string) => Prisma.raw(jsonArray(query));

const decisions = about(`
  SELECT d.status_before AS "statusBefore", d.status, d.phase, d.reason, d.decided_by AS "decidedBy", ${rfc3339('d.created_at')} AS "createdAt"
  FROM comment_decisions d WHERE d.comment_id = c.id ORDER BY d.id`);
const flags = about(`
  SELECT f.reason, f.note, ${rfc3339('f.created_at')} AS "createdAt"
  FROM comment_flags f WHERE f.comment_id = c.id ORDER BY f.created_at, f.id`);
const notices = about(`
  SELECT n.kind, ${rfc3339('n.sent_at')} AS "sentAt" FROM comment_notices n WHERE n.comment_id = c.id ORDER BY n.sent_at, n.kind`);

const time = (column: string, name: string) => Prisma.raw(`${rfc3339(`c.${column}`)} AS "${name}"`);

const writtenBy = ({ key, email }: Person) =>
  Prisma.sql`(c.author_key = ${key} OR (c.author_key IS NULL AND lower(btrim(c.author_email)) = ${email}))`;

const orders = { createdAt: { column: Prisma.sql`r.created_at`, id: Prisma.sql`r.id`, type: 'timestamptz' } } as const;

/** What is kept of one person, and how it goes. */
export function privacyStore(database: Session) {
  return {
    /** Ids of their comments, the oldest first. */
    async commentsOf(person: Person): Promise<string[]> {
      const rows = await database.run<{ id: string }>(
        Prisma.sql`SELECT c.id FROM comments c WHERE ${writtenBy(person)} ORDER BY c.created_at, c.id`,
      );
      return rows.map(({ id }) => id);
    },

    /** Comments with all that is kept about each; the address as it is stored. */
    held: (ids: readonly string[]): Promise<HeldComment[]> =>
      database.run<HeldComment>(Prisma.sql`
        SELECT c.id, (SELECT json_build_object('id', a.id, 'slug', a.slug, 'headline', a.headline) FROM articles a WHERE a.id = c.article_id) AS article,
          c.parent_id AS "parentId", c.in_reply_to_id AS "inReplyToId", c.status, c.author_name AS name, c.author_email AS email,
          c.author_url AS url, c.body, ${time('created_at', 'createdAt')}, ${time('updated_at', 'updatedAt')},
          ${time('edited_at', 'editedAt')}, ${time('deleted_at', 'deletedAt')}, c.notify, c.pinned_at IS NOT NULL AS pinned,
          c.reactions, c.source, c.source_id AS "sourceId", ${decisions} AS decisions, ${flags} AS flags, ${notices} AS notices
        FROM comments c WHERE c.id = ANY (${ids}::uuid[]) ORDER BY c.created_at, c.id`),

    /** What is kept of them beside their comments. */
    async standing({ key }: Person): Promise<Pick<Held, 'ban' | 'unsubscribed'>> {
      const [row] = await database.run<Pick<Held, 'ban' | 'unsubscribed'>>(Prisma.sql`
        SELECT EXISTS (SELECT FROM comment_unsubscribes u WHERE u.author_key = ${key}) AS unsubscribed, (
          SELECT row_to_json(o) FROM (
            SELECT b.id, b.reason, ${Prisma.raw(rfc3339('b.until'))} AS until, b.banned_by AS "bannedBy", ${Prisma.raw(rfc3339('b.created_at'))} AS "createdAt"
            FROM comment_bans b WHERE b.author_key = ${key}
          ) o) AS ban`);
      return row as Pick<Held, 'ban' | 'unsubscribed'>;
    },

    /** Those of the comments that are still theirs. They are looked up by their ids alone: an author may have written many more. */
    stillTheirs: (tx: Transaction, person: Person, ids: readonly string[]): Promise<TheirComment[]> =>
      tx.run<TheirComment>(Prisma.sql`
        WITH these AS MATERIALIZED (SELECT * FROM comments WHERE id = ANY (${ids}::uuid[]))
        SELECT c.id, c.article_id AS "articleId", c.parent_id AS "parentId", c.status FROM these c WHERE ${writtenBy(person)}`),

    /** Takes from comments all by which their author is known, and the texts as well where they are to go. */
    async erase(tx: Transaction, erasures: readonly Erasure[], texts: 'keep' | 'remove', now: Date): Promise<void> {
      const gone = Prisma.sql`, body = '', body_html = '', status = e.status, deleted_at = coalesce(c.deleted_at, ${now}),
        pinned_at = NULL, open_flags = 0`;
      await tx.change(Prisma.sql`
        UPDATE comments c SET author_name = '', author_url = NULL, author_email = e."authorEmail", author_key = '', fingerprint = NULL,
          reader_key = NULL, notify = false, edit_token_hash = e."editTokenHash", version = c.version + 1, updated_at = ${now}
          ${texts === 'remove' ? gone : Prisma.empty}
        FROM jsonb_to_recordset(${JSON.stringify(erasures)}::jsonb) AS e (id uuid, "authorEmail" text, "editTokenHash" text, status text)
        WHERE c.id = e.id`);
    },

    /** Writes down that comments were erased, and why. */
    async decided(tx: Transaction, comments: readonly TheirComment[], erasures: readonly Erasure[], decidedBy: string) {
      const before = new Map(comments.map(({ id, status }) => [id, status]));
      await tx.commentDecision.createMany({
        data: erasures.map(({ id, status }) => ({
          id: uuid(),
          commentId: id,
          statusBefore: before.get(id) ?? null,
          status,
          phase: 'privacy',
          reason: 'erased on request',
          decidedBy,
        })),
      });
    },

    /** Leaves nothing to decide on comments whose texts are gone. */
    async resolveFlags(tx: Transaction, ids: readonly string[], now: Date): Promise<void> {
      await tx.commentFlag.updateMany({
        where: { commentId: { in: [...ids] }, resolvedAt: null },
        data: { resolvedAt: now },
      });
    },

    /** Writes down that something was asked for. */
    note: (tx: Transaction, row: Pick<PrivacyRow, 'kind' | 'comments' | 'askedBy'>): Promise<PrivacyRow> =>
      tx.privacyRequest.create({ data: { id: uuid(), ...row } }),

    async list(query: PrivacyListQuery): Promise<Page<PrivacyRow>> {
      const keys = keyset('privacy-requests', chooseOrder(query.sort, orders), query);
      const rows = await database.run<PrivacyRow>(Prisma.sql`
        SELECT r.id, r.kind, r.comments, r.asked_by AS "askedBy", r.created_at AS "createdAt"
        FROM privacy_requests r WHERE ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${keys.limit}`);
      const total = query.count === undefined ? undefined : await database.prisma.privacyRequest.count();
      return keys.page(
        rows,
        (row) => ({ key: row.createdAt.toISOString(), id: row.id }),
        (row) => row,
        total,
      );
    },
  };
}
