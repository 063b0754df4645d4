import { sql } from 'kysely';
import { type Actor, authorIdOf } from '../../../platform/auth/index.js';
import {
  anyOf,
  claimExactSlug,
  claimSlugLike,
  claimSlugs,
  columnNames,
  databaseFault,
  Prisma,
  type Session,
  type Transaction,
} from '../../../platform/db/index.js';
import type { ExternalId } from '../../external-ids/index.js';
import { isId } from '../../slugs/index.js';
import { type ArticleContent, contentColumns } from '../content.js';
import { insertAssets, insertPeople } from '../content-rows.store.js';
import { OWN_SOURCE } from '../rules.js';
import { type ArticleRow, articleSlugs, withLinkedRows } from '../store.js';

/** An article that exists for an external id. */
export type ExistingArticle = {
  id: string;
  version: number;
  status: string;
  /** The digest of the last import with this key. `takenVersion` is the version that it wrote. */
  takenDigest: string | null;
  takenVersion: number | null;
  /** Whether that import left out the publication, because its actor could not publish. */
  isDraftOnly: boolean;
};

/** Returns why the database refused an article, or `away` if it is not reachable; undefined for any other error. */
export const getDatabaseFault = (error: unknown): string | undefined => databaseFault(error);

/** Returns a map key for a pair of source and id. */
export const externalIdKey = ({ source, id }: ExternalId): string => `${source}\n${id}`;

/** All columns of an article after an import. */
export type ArticleImportRow = {
  id: string;
  content: ArticleContent;
  status: string;
  version: number;
  revision: number;
  publishedRevision: number | null;
  publishedAt: Date | null;
  firstPublishedAt: Date | null;
  trashedAt: Date | null;
  /** The plans of the article. */
  scheduledFor: Date | null;
  scheduledRevision: number | null;
  unpublishAt: Date | null;
  /** The review of the article. */
  reviewStep: string | null;
  reviewRevision: number | null;
  updatedAt: Date;
  /** The external id of the import. `digest` is the digest of the input. */
  key: ExternalId;
  digest: string;
  /** Whether only the draft copy was imported, although the input is published. */
  isDraftOnly: boolean;
  /** Whether the draft copy changed, so that there is a new revision. */
  isSaved: boolean;
};

/** What is stored with an external id about its last import. */
export type ImportedDigest = Pick<ArticleImportRow, 'key' | 'digest' | 'isDraftOnly' | 'version'>;

/** Ends the stored digest of an import that left out the publication. Digests are in Base64, which has no such character. */
const draftOnlyMark = '!';

const toStoredDigest = ({ digest, isDraftOnly }: Pick<ImportedDigest, 'digest' | 'isDraftOnly'>): string =>
  isDraftOnly ? `${digest}${draftOnlyMark}` : digest;

function fromStoredDigest(storedDigest: string | null): Pick<ExistingArticle, 'takenDigest' | 'isDraftOnly'> {
  const isDraftOnly = storedDigest?.endsWith(draftOnlyMark) ?? false;
  return { takenDigest: (isDraftOnly ? storedDigest?.slice(0, -1) : storedDigest) ?? null, isDraftOnly };
}

const jsonColumns = contentColumns.filter(({ type }) => type === 'json');

/**
 * Returns the rows as JSON. Values of `json` columns are JSON texts inside it, so that PostgreSQL keeps them unchanged.
 */
const toRowsJson = (rows: readonly ArticleImportRow[]): string =>
  JSON.stringify(
    rows.map(({ key, content, ...row }) => ({
      ...row,
      digest: toStoredDigest(row),
      story: content,
      keySource: key.source,
      keyId: key.id,
      json: Object.fromEntries(
        jsonColumns.map(({ name }) => [name, content[name] === null ? null : JSON.stringify(content[name])]),
      ),
    })),
  );

const rowsSql = (rows: readonly ArticleImportRow[]) => Prisma.sql`given AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(${toRowsJson(rows)}::jsonb) AS g (id uuid, story jsonb, json jsonb, status text, version int, revision int,
    "publishedRevision" int, "publishedAt" timestamptz, "firstPublishedAt" timestamptz, "trashedAt" timestamptz, "scheduledFor" timestamptz,
    "scheduledRevision" int, "unpublishAt" timestamptz, "reviewStep" text, "reviewRevision" int, "updatedAt" timestamptz, "keySource" text, "keyId" text, digest text, "isSaved" boolean))`;

/** Returns the SQL expression that reads a column from a sent row. */
function columnValue({ name, type }: (typeof contentColumns)[number]): string {
  if (type === 'json') return `(g.json->>'${name}')::json`;
  if (type.endsWith('[]')) return `ARRAY(SELECT jsonb_array_elements_text(g.story->'${name}'))::${type}`;
  return `(g.story->>'${name}')::${type}`;
}

/** The columns of an article, each with the SQL expression of its value. */
const columns: Readonly<Record<string, string>> = {
  status: 'g.status',
  version: 'g.version',
  revision: 'g.revision',
  published_revision: 'g."publishedRevision"',
  ...Object.fromEntries(contentColumns.map((column) => [column.column, columnValue(column)])),
  published_at: 'g."publishedAt"',
  first_published_at: 'g."firstPublishedAt"',
  trashed_at: 'g."trashedAt"',
  scheduled_for: 'g."scheduledFor"',
  scheduled_revision: 'g."scheduledRevision"',
  unpublish_at: 'g."unpublishAt"',
  review_step: 'g."reviewStep"',
  review_revision: 'g."reviewRevision"',
  updated_at: 'g."updatedAt"',
};
const names = Object.keys(columns).join(', ');
const values = Object.values(columns).join(', ');
const assignments = Object.entries(columns)
  .map(([name, value]) => `${name} = ${value}`)
  .join(', ');

/** Inserts the people, external ids and revisions of articles. */
const linkedRowsSql = (actor: Actor, now: Date) => Prisma.sql`
  ${insertPeople(Prisma.sql`SELECT g.id, g.story->'people' FROM given g`)},
  called AS (
    INSERT INTO article_external_ids (source, external_id, article_id, taken_digest, taken_version)
    SELECT e.pair->>'source', e.pair->>'externalId', g.id,
      CASE WHEN own.is THEN g.digest END, CASE WHEN own.is THEN g.version END
    FROM given g CROSS JOIN LATERAL jsonb_array_elements(g.story->'externalIds') AS e (pair)
    CROSS JOIN LATERAL (SELECT e.pair->>'source' = g."keySource" AND e.pair->>'externalId' = g."keyId" AS is) own
  ), kept AS (
    INSERT INTO revisions (article_id, number, snapshot, saved_by, saver_id, created_at)
    SELECT g.id, g.revision, g.story, ${actor.name}, ${authorIdOf(actor)}::uuid, ${now}::timestamptz FROM given g WHERE g."isSaved"
  )`;

const bodiesOf = (rows: readonly ArticleImportRow[]) => rows.map(({ content }) => content.body);

/** Reads and writes articles in batches for imports. */
export function articleImportStore(database: Session) {
  return {
    /** Finds the articles with these external ids, by `externalIdKey`. */
    async findExisting(keys: readonly ExternalId[], tx?: Transaction): Promise<Map<string, ExistingArticle>> {
      if (keys.length === 0) return new Map();
      const keysSql = sql<{ source: string; id: string; own: string | null }>`
        unnest(${keys.map(({ source }) => source)}::text[], ${keys.map(({ id }) => id)}::text[],
          ${keys.map(({ source, id }) => (source === OWN_SOURCE && isId(id) ? id : null))}::uuid[])`;
      const rows = await (tx ?? database).query
        .selectFrom(keysSql.as<'k'>(sql`k(source, id, own)`))
        .leftJoin('articleExternalIds as e', (join) =>
          join.onRef('e.source', '=', 'k.source').onRef('e.externalId', '=', 'k.id'),
        )
        .innerJoin('articles as a', (join) => join.on('a.id', '=', ({ fn }) => fn.coalesce('e.articleId', 'k.own')))
        .select(['k.source', 'k.id as keyId', 'a.id', 'a.version', 'a.status', 'e.takenDigest', 'e.takenVersion'])
        .execute();
      return new Map(
        rows.map(({ source, keyId, takenDigest, ...article }) => [
          externalIdKey({ source, id: keyId }),
          { ...article, ...fromStoredDigest(takenDigest) },
        ]),
      );
    },

    /** Returns the assets with images that have one of the ids, or a file with one of the checksums. */
    async findImages(
      ids: readonly string[],
      checksums: readonly string[],
    ): Promise<{ id: string; checksum: string }[]> {
      if (ids.length + checksums.length === 0) return [];
      return database.query
        .selectFrom('assets')
        .select(['id', 'checksum'])
        .where(({ or, eb }) => or([eb('id', '=', anyOf(ids)), eb('checksum', '=', anyOf(checksums, 'text'))]))
        .where('kind', '=', 'image')
        .execute();
    },

    /** Reads draft copies by id. With a transaction, locks them until it ends. */
    async read(ids: readonly string[], tx?: Transaction): Promise<Map<string, ArticleRow>> {
      if (ids.length === 0) return new Map();
      const drafts = await (tx ?? database).query
        .selectFrom('articles')
        .select(columnNames('articles'))
        .where('id', '=', anyOf(ids))
        .orderBy('id')
        .$if(tx !== undefined, (builder) => builder.forUpdate())
        .execute();
      return new Map((await withLinkedRows(tx ?? database, drafts)).map((row) => [row.id, row]));
    },

    /** Claims slugs and returns the ids whose slug was free. */
    claimSlugs: (tx: Transaction, candidates: readonly { slug: string; id: string }[]) =>
      claimSlugs(tx, articleSlugs, candidates),

    claimSlugLike: (tx: Transaction, slug: string, id: string) => claimSlugLike(tx, articleSlugs, slug, id),

    claimSlug: (tx: Transaction, slug: string, id: string) => claimExactSlug(tx, articleSlugs, slug, id),

    async create(tx: Transaction, rows: readonly ArticleImportRow[], actor: Actor, now: Date): Promise<void> {
      if (rows.length === 0) return;
      await tx.run(Prisma.sql`
        WITH ${rowsSql(rows)}, stories AS (
          INSERT INTO articles (id, creator_id, created_at, ${Prisma.raw(names)})
          SELECT g.id, ${authorIdOf(actor)}::uuid, ${now}::timestamptz, ${Prisma.raw(values)} FROM given g RETURNING id, body_assets
        ), ${insertAssets('stories', bodiesOf(rows))}${linkedRowsSql(actor, now)}
        SELECT 1`);
    },

    async update(tx: Transaction, rows: readonly ArticleImportRow[], actor: Actor, now: Date): Promise<void> {
      if (rows.length === 0) return;
      const ids = rows.map(({ id }) => id);
      await tx.run(Prisma.sql`
        WITH people AS (DELETE FROM article_people WHERE article_id = ANY (${ids}::uuid[])),
          pictured AS (DELETE FROM article_assets WHERE article_id = ANY (${ids}::uuid[]))
        DELETE FROM article_external_ids WHERE article_id = ANY (${ids}::uuid[])`);
      await tx.run(Prisma.sql`
        WITH ${rowsSql(rows)}, stories AS (
          UPDATE articles a SET ${Prisma.raw(assignments)} FROM given g WHERE a.id = g.id RETURNING a.id, a.body_assets
        ), ${insertAssets('stories', bodiesOf(rows))}${linkedRowsSql(actor, now)}
        SELECT 1`);
    },

    /** Stores the digests of articles that an import left unchanged. */
    async saveDigests(tx: Transaction, imports: readonly ImportedDigest[]): Promise<void> {
      if (imports.length === 0) return;
      const rows = imports.map(({ key, version, ...row }) => ({ ...key, digest: toStoredDigest(row), version }));
      await tx.run(Prisma.sql`
        UPDATE article_external_ids e SET taken_digest = g.digest, taken_version = g.version
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS g (source text, id text, digest text, version int)
        WHERE e.source = g.source AND e.external_id = g.id`);
    },
  };
}
