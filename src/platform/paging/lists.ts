import { z } from 'zod';
import { isWellFormed } from '../../lib/well-formed.js';
import { Prisma, rfc3339 } from '../db/index.js';
import { problems } from '../problems/index.js';

/** The query parameters of every list. */
export const pageParameters = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/, 'must be an integer from 1 to 100')
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= 100, 'must be an integer from 1 to 100')
    .default(20)
    .meta({
      description: 'The maximum number of items on the page, from 1 to 100.',
      type: 'integer',
      minimum: 1,
      maximum: 100,
      default: 20,
      examples: [20],
    }),
  after: z.string().min(1).max(1_000).optional().meta({
    description:
      'Returns the next page. Send the cursor `page.next` of the current page. Cannot be combined with `before`.',
  }),
  before: z.string().min(1).max(1_000).optional().meta({
    description:
      'Returns the previous page. Send the cursor `page.previous` of the current page. Cannot be combined with `after`.',
  }),
  count: z.enum(['exact']).optional().meta({
    description:
      '`exact` adds the total number of items to the response as `page.total`. Counting makes the request slower.',
  }),
};

/** The sort parameter of lists that can only be sorted by time of creation. */
export const sortByCreation = z
  .enum(['createdAt', '-createdAt'])
  .default('-createdAt')
  .meta({ description: 'The order of the items. A leading `-` sorts in descending order.' });

export type PageQuery = {
  limit: number;
  after?: string | undefined;
  before?: string | undefined;
  count?: 'exact' | undefined;
};

const PageInfo = z
  .object({
    next: z.string().nullable().meta({ description: 'The cursor of the next page. Null on the last page.' }),
    previous: z.string().nullable().meta({ description: 'The cursor of the previous page. Null on the first page.' }),
    total: z.int().min(0).optional().meta({ description: 'The total number of items. Only with `count=exact`.' }),
  })
  .meta({
    id: 'Page',
    description: 'The cursors of the next and previous pages.',
    examples: [{ next: 'WyJzZWN0aW9uczpuYW1lIiwiRXVyb3BlIiwiMDE5N2YzYzAiXQ', previous: null }],
  });

/** The shape of a list of `item`. */
export function pageOf<Item extends z.ZodType>(item: Item, name: string) {
  return z
    .object({
      data: z.array(item),
      page: PageInfo,
    })
    .meta({ id: name, description: `A page of a list.` });
}

export type Page<Item> = { data: Item[]; page: { next: string | null; previous: string | null; total?: number } };

/** A sort order: a column that is never null, and the id to order equal values. Both run in the same direction. */
export type Order = {
  /** The name in the parameter `sort`, without the sign. */
  name: string;
  isDescending: boolean;
  column: Prisma.Sql;
  id: Prisma.Sql;
  /** The type to which a value from a cursor is cast. */
  type: 'timestamptz' | 'text' | 'int' | 'float8';
};

export type Position = { key: string | number; id: string };

const CursorBody = z.tuple([z.string(), z.union([z.string().max(500), z.number()]), z.uuid()]);

const badCursor = (parameter: string) =>
  problems.invalidRequest(`"${parameter}" is not a cursor of this list.`, {
    errors: [
      {
        parameter,
        code: 'bad-cursor',
        detail:
          'Use a cursor from page.next or page.previous of the same list in the same order, or omit the parameter to get the first page.',
      },
    ],
  });

const orderName = (list: string, order: Order) => `${list}:${order.isDescending ? '-' : ''}${order.name}`;

function encodeCursor(list: string, order: Order, { key, id }: Position): string {
  return Buffer.from(JSON.stringify([orderName(list, order), key, id])).toString('base64url');
}

/**
 * Returns an SQL expression for the cursor of a row in a list in ascending order. `key` and `id` are SQL expressions of
 * type text.
 */
export const cursorSql = (list: string, name: string, key: string, id: string) =>
  `translate(encode(convert_to('["${list}:${name}","' || ${key} || '","' || ${id} || '"]', 'UTF8'), 'base64'), E'+/=\\n', '-_')`;

function decodeCursor(list: string, order: Order, cursor: string, parameter: string): Position {
  let body: unknown;
  try {
    body = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw badCursor(parameter);
  }
  const result = CursorBody.safeParse(body);
  if (!result.success || result.data[0] !== orderName(list, order)) throw badCursor(parameter);
  const [, key, id] = result.data;
  const hasRightType =
    order.type === 'int' || order.type === 'float8' ? typeof key === 'number' : typeof key === 'string';
  const hasValidDate =
    order.type !== 'timestamptz' || (z.iso.datetime().safeParse(key).success && !String(key).startsWith('0000'));
  if (
    !hasRightType ||
    !hasValidDate ||
    (order.type === 'int' && !Number.isSafeInteger(key)) ||
    !isWellFormed(String(key))
  )
    throw badCursor(parameter);
  return { key, id };
}

/**
 * The parts of a statement that select one page: `where` goes among the conditions, `orderBy` and `limit` at the end.
 */
export type Keyset = {
  where: Prisma.Sql;
  orderBy: Prisma.Sql;
  limit: number;
  /** Whether the rows are selected in the reverse of the displayed order. */
  isBackwards: boolean;
  /** Whether the total was requested. */
  isCounted: boolean;
  /** Returns the page for the selected rows, of which there is one more than the limit if there are further pages. */
  page<Row, Item>(rows: Row[], position: (row: Row) => Position, item: (row: Row) => Item, total?: number): Page<Item>;
};

/**
 * Paginates by keyset: every page takes the same time, and added or removed items do not shift pages.
 *
 * @param list the name of the list, so that cursors of other lists are refused
 * @throws invalid-request for a wrong cursor, or for both `after` and `before`
 */
export function keyset(list: string, order: Order, query: PageQuery): Keyset {
  if (query.after !== undefined && query.before !== undefined) {
    throw problems.invalidRequest('"before" and "after" cannot be sent together.', {
      errors: [{ parameter: 'before', code: 'one-cursor', detail: 'must not be sent together with `after`.' }],
    });
  }
  const isBackwards = query.before !== undefined;
  const cursor = query.after ?? query.before;
  const startPosition =
    cursor === undefined ? undefined : decodeCursor(list, order, cursor, isBackwards ? 'before' : 'after');
  const sortsDescending = order.isDescending !== isBackwards;
  const cast = Prisma.raw(order.type);
  const direction = Prisma.raw(sortsDescending ? 'DESC' : 'ASC');
  return {
    where:
      startPosition === undefined
        ? Prisma.sql`TRUE`
        : Prisma.sql`(${order.column}, ${order.id}) ${Prisma.raw(sortsDescending ? '<' : '>')} (${startPosition.key}::${cast}, ${startPosition.id}::uuid)`,
    orderBy: Prisma.sql`${order.column} ${direction}, ${order.id} ${direction}`,
    limit: query.limit + 1,
    isBackwards,
    isCounted: query.count !== undefined,
    page(rows, position, item, total) {
      const hasMore = rows.length > query.limit;
      const pageRows = rows.slice(0, query.limit);
      if (isBackwards) pageRows.reverse();
      const cursorOf = (row: (typeof pageRows)[number] | undefined) =>
        row === undefined ? null : encodeCursor(list, order, position(row));
      return {
        data: pageRows.map(item),
        page: {
          next: (isBackwards ? pageRows.length > 0 : hasMore) ? cursorOf(pageRows.at(-1)) : null,
          previous: (isBackwards ? hasMore : startPosition !== undefined) ? cursorOf(pageRows[0]) : null,
          ...(total === undefined ? {} : { total }),
        },
      };
    },
  };
}

/** Returns an expression for the sort value in a cursor, as text if JSON has no such type. */
export const positionOf = ({ type, column }: Order): Prisma.Sql =>
  type === 'timestamptz' ? Prisma.raw(rfc3339(column.sql)) : column;

/** Returns the sort order that `sort` names. */
export function chooseOrder<Name extends string>(
  sort: string,
  columns: Record<Name, Omit<Order, 'name' | 'isDescending'>>,
): Order {
  const isDescending = sort.startsWith('-');
  const name = (isDescending ? sort.slice(1) : sort) as Name;
  const column = columns[name];
  return { name, isDescending, ...column };
}
