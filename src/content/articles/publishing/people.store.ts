import { sql } from 'kysely';
import { Prisma, snakeCase, type Transaction } from '../../../platform/db/index.js';
import type { PersonLinks } from '../../people/index.js';

type PersonLinkRow = {
  articleId: string;
  position: number;
  relation: string;
  titleAsPrinted: string | null;
  doubled: boolean;
};
type ArticleLinkUndoData = { desk: PersonLinkRow[]; newsstand: PersonLinkRow[] };
type Table = 'articlePeople' | 'publicationPeople';

/** Sets `listed` on the first row of a person in each publication: it lists the article under that person once. */
const markListedRows = (tx: Transaction, personIds: readonly string[]) =>
  tx.change(Prisma.sql`
  UPDATE publication_people l SET listed = first.is FROM (
    SELECT article_id, position, row_number() OVER (PARTITION BY article_id, person_id ORDER BY position) = 1 AS is
    FROM publication_people WHERE person_id = ANY (${personIds}::uuid[])
  ) first WHERE first.article_id = l.article_id AND first.position = l.position AND l.listed <> first.is`);

/**
 * Moves the rows of one person to another and deletes the rows that would be duplicates. Returns the rows as they were.
 */
async function movePersonRows(
  { query }: Transaction,
  table: Table,
  from: string,
  to: string,
): Promise<PersonLinkRow[]> {
  const isDoubled = sql<boolean>`EXISTS (
    SELECT FROM ${sql.table(table)} w WHERE w.article_id = l.article_id AND w.person_id = ${to}::uuid AND w.relation = l.relation)`;
  // Both tables have the columns of `article_people`.
  const people = `${table} as l` as 'articlePeople as l';
  const rows = await query
    .selectFrom(people)
    .select(['l.articleId', 'l.position', 'l.relation', 'l.titleAsPrinted', isDoubled.as('doubled')])
    .where('l.personId', '=', from)
    .execute();
  await query.deleteFrom(people).where('l.personId', '=', from).where(isDoubled).execute();
  await query.updateTable(people).set({ personId: to }).where('l.personId', '=', from).execute();
  return rows;
}

/** Moves rows back to the unmerged person if the articles still have them. Inserts deleted duplicates again. */
async function restorePersonRows(
  tx: Transaction,
  table: Table,
  rows: readonly PersonLinkRow[],
  from: string,
  to: string,
) {
  const people = Prisma.raw(snakeCase(table));
  const rowsSql = Prisma.sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
    AS g ("articleId" uuid, relation text, "titleAsPrinted" text, doubled boolean)`;
  await tx.change(Prisma.sql`
    UPDATE ${people} l SET person_id = ${to}::uuid FROM ${rowsSql}
    WHERE NOT g.doubled AND l.article_id = g."articleId" AND l.relation = g.relation AND l.person_id = ${from}::uuid`);
  const isPublication = table === 'publicationPeople';
  await tx.change(Prisma.sql`
    INSERT INTO ${people} (article_id, position, person_id, relation, title_as_printed ${isPublication ? Prisma.sql`, listed, published_at` : Prisma.empty})
    SELECT l.article_id, (max(l.position) + row_number() OVER (PARTITION BY l.article_id ORDER BY g.relation))::int, ${to}::uuid, g.relation, g."titleAsPrinted" ${isPublication ? Prisma.sql`, false, max(l.published_at)` : Prisma.empty}
    FROM ${rowsSql} JOIN ${people} l ON l.article_id = g."articleId"
    WHERE g.doubled GROUP BY l.article_id, g.relation, g."titleAsPrinted"
    HAVING bool_or(l.person_id = ${from}::uuid AND l.relation = g.relation)`);
}

/** Moves the people of articles and publications when two people are merged, and back. */
export const personArticles: PersonLinks = {
  async move(tx, from, to): Promise<ArticleLinkUndoData> {
    const draftRows = await movePersonRows(tx, 'articlePeople', from, to);
    // The linker finds these rows again, for the merged person.
    await tx.query.deleteFrom('publicationPeople').where('personId', '=', from).where('found', '=', true).execute();
    const publicationRows = await movePersonRows(tx, 'publicationPeople', from, to);
    await markListedRows(tx, [to]);
    return { desk: draftRows, newsstand: publicationRows };
  },

  async moveBack(tx, undoData, from, to) {
    const { desk: draftRows, newsstand: publicationRows } = undoData as ArticleLinkUndoData;
    await restorePersonRows(tx, 'articlePeople', draftRows, from, to);
    await restorePersonRows(tx, 'publicationPeople', publicationRows, from, to);
    await markListedRows(tx, [from, to]);
  },
};
