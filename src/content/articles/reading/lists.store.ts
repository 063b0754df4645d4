import { sql } from 'kysely';
import { z } from 'zod';
import {
  type Columns,
  jsonText,
  memoizeByQuery,
  Prisma,
  pageStatement,
  type Session,
  select,
  toKysely,
} from '../../../platform/db/index.js';
import {
  chooseOrder,
  type JsonPage,
  keyset,
  type Page,
  positionOf,
  readJsonPage,
} from '../../../platform/paging/index.js';
import { personIdByRef } from '../../people/index.js';
import { type ArticleCopy, assetsSql, cardColumns, deskColumns, draftCopy, publicationCopy } from '../columns.store.js';
import { isOwnBy } from '../drafts/own.store.js';
import { hasShownStatus, isInReviewState } from '../review/state.store.js';
import { readTags } from '../rules.js';
import { DeskArticleCard } from '../schemas.js';
import {
  allOf,
  type ListQuery,
  maxRankedMatches,
  orders,
  publicConditions,
  publicPage,
  sectionId,
  sharedConditions,
} from './public-page.store.js';
import { highlightColumn, searchedTable } from './search.store.js';

const CardRow = DeskArticleCard.extend({ key: z.union([z.string(), z.number()]) });
export type CardRow = z.infer<typeof CardRow>;

function deskConditions(query: ListQuery): Prisma.Sql {
  const namesPerson = (
    ref: string,
    relation: string | undefined,
  ) => Prisma.sql`EXISTS (SELECT FROM article_people l WHERE l.article_id = p.id
    AND l.person_id = ${personIdByRef(ref)} AND ${relation === undefined ? Prisma.sql`TRUE` : Prisma.sql`l.relation = ${relation}`})`;
  const conditions = [query.status === undefined ? Prisma.sql`p.status <> 'trashed'` : hasShownStatus(query.status)];
  if (query.section !== undefined) {
    conditions.push(
      Prisma.sql`p.section_id IN (SELECT s.id FROM sections s WHERE ${sectionId(query.section)} = ANY (s.lineage))`,
    );
  }
  if (query.author !== undefined) conditions.push(namesPerson(query.author, 'author'));
  if (query.person !== undefined) conditions.push(namesPerson(query.person, query.relation));
  for (const tag of query.tag === undefined ? [] : readTags(query.tag)) {
    conditions.push(
      'not' in tag ? Prisma.sql`NOT p.tag_slugs @> ARRAY[${tag.not}]` : Prisma.sql`p.tag_slugs && ${tag.anyOf}::text[]`,
    );
  }
  if (query.review !== undefined) conditions.push(isInReviewState(query.review));
  if (query.assignee !== undefined) conditions.push(Prisma.sql`p.assignee_id = ${query.assignee}::uuid`);
  if (query.ownBy !== undefined) conditions.push(isOwnBy(query.ownBy));
  const { 'scheduledFor[gte]': from, 'scheduledFor[lt]': to } = query;
  if (from !== undefined) conditions.push(Prisma.sql`p.scheduled_for >= ${from}`);
  if (to !== undefined) conditions.push(Prisma.sql`p.scheduled_for < ${to}`);
  if (query.sort.endsWith('scheduledFor')) conditions.push(Prisma.sql`p.scheduled_for IS NOT NULL`);
  return allOf([...conditions, ...sharedConditions(query, draftCopy)]);
}

const filtersByUpdatedAt = (query: ListQuery) =>
  query['updatedAt[gte]'] !== undefined || query['updatedAt[lt]'] !== undefined;

/** Returns the columns of a card in a list. A search adds `highlight`. */
function listColumns(copy: ArticleCopy, { include = [], q }: ListQuery, mediaUrl: string): Columns {
  const columns = cardColumns(copy, { include, mediaUrl });
  return q === undefined ? columns : { ...columns, highlight: highlightColumn(q) };
}

const publicListStatement = memoizeByQuery(({ query, mediaUrl }: { query: ListQuery; mediaUrl: string }) => {
  const { rows, keys } = publicPage(query);
  const statement = pageStatement({
    rows,
    item: jsonText(listColumns(publicationCopy, query, mediaUrl), query.fields),
    depends: Prisma.raw(
      [
        ...(query.include?.includes('related') === true ? ['p.related'] : []),
        assetsSql(query.include?.includes('body') === true),
      ].join(' || '),
    ),
    limit: query.limit,
    backwards: keys.isBackwards,
    // The best index depends on how rare the language or the word is, so plan for the values of each request.
    planMode: query.lang === undefined && query.q === undefined && !filtersByUpdatedAt(query) ? undefined : 'each-time',
  });
  return { statement, keys };
});

/** Returns the rows to count for a public list. A search counts only the matches that are ranked. */
function publicCount(query: ListQuery): Prisma.Sql {
  const cap = query.sort === '-relevance' ? Prisma.raw(` LIMIT ${maxRankedMatches}`) : Prisma.empty;
  return Prisma.sql`(SELECT FROM publications p WHERE ${publicConditions(query)}${cap}) AS found`;
}

/**
 * Reads lists of articles, public or of the desk, with one statement each, whatever `include` contains.
 *
 * @param mediaUrl the address below which the renditions of assets are
 */
export function articleLists(database: Session, mediaUrl: string) {
  return {
    /** Reads a page of published articles. The cards are JSON text. */
    listPublic(query: ListQuery): Promise<JsonPage> {
      const { statement, keys } = publicListStatement({ query, mediaUrl });
      return readJsonPage(database, {
        statement,
        keys,
        countSource: query.count === undefined ? undefined : publicCount(query),
        tags: ['articles'],
      });
    },

    /** Reads a page of articles of the desk. */
    async listDesk(query: ListQuery): Promise<Page<CardRow>> {
      const order = chooseOrder(query.sort, orders(draftCopy, false));
      const keys = keyset('articles.desk', order, query);
      const where = deskConditions(query);
      const rows = await database.run(
        Prisma.sql`
        SELECT ${select(listColumns(draftCopy, query, mediaUrl))}, ${deskColumns}, p.key
        FROM (SELECT p.*, ${positionOf(order)} AS key FROM ${searchedTable('articles', query.q)} WHERE ${where} AND ${keys.where} ORDER BY ${keys.orderBy} LIMIT ${keys.limit}) p
        ORDER BY ${keys.orderBy}`,
        CardRow,
      );
      const countRow =
        query.count === undefined
          ? undefined
          : await database.query
              .selectFrom('articles as p')
              .select(sql<number>`count(*)::int`.as('total'))
              .where(toKysely<boolean>(where))
              .executeTakeFirstOrThrow();
      return keys.page(
        rows,
        ({ key, id }) => ({ key, id }),
        (row) => row,
        countRow?.total,
      );
    },

    /**
     * Returns the parameters whose references do not exist in a view. Call it only when a list is empty. For the public,
     * people and sections exist that the public sees.
     */
    async findUnknownRefs(
      refs: { parameter: 'section' | 'person' | 'author' | 'assignee'; ref: string }[],
      view: 'public' | 'desk',
    ): Promise<string[]> {
      if (refs.length === 0) return [];
      const { known: existence } = await database.query
        .selectNoFrom(({ exists, selectFrom }) =>
          sql<boolean[]>`ARRAY[${sql.join(
            refs.map(({ parameter, ref }) =>
              exists(
                parameter === 'section'
                  ? selectFrom('sections')
                      .select('id')
                      .where('id', '=', toKysely<string>(sectionId(ref)))
                      .$if(view === 'public', (some) => some.where('visibility', '=', 'public'))
                  : parameter === 'assignee'
                    ? selectFrom('users').select('id').where('id', '=', ref)
                    : selectFrom('people')
                        .select('id')
                        .where('id', '=', toKysely<string>(personIdByRef(ref)))
                        .$if(view === 'public', (some) => some.where('visibility', '=', 'public')),
              ),
            ),
          )}]`.as('known'),
        )
        .executeTakeFirstOrThrow();
      return refs.filter((_, index) => existence[index] === false).map(({ parameter }) => parameter);
    },
  };
}
