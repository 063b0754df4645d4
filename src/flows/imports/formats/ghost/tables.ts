import { asFields, asList, asText, type Fields, isFields } from '../../normalisation/fields.js';
import { rowsIn } from '../json-feed/rows.js';

const tableNames = [
  'posts',
  'tags',
  'users',
  'posts_tags',
  'posts_authors',
  'posts_meta',
  'comments',
  'members',
  'settings',
] as const;

type Rows = Readonly<Record<(typeof tableNames)[number], readonly unknown[]>>;

/** How deep the tables may be wrapped: `{ "db": [{ "data": … }] }`, `{ "data": { "data": … } }`. */
const maxWrapperDepth = 4;

/** Returns the tables of an export and the pointer to them, or null if the export has no posts. */
export function findTables(document: unknown): { rows: Rows; pointer: string } | null {
  let current = document;
  let pointer = '';
  for (let step = 0; step < maxWrapperDepth; step++) {
    if (!isFields(current)) return null;
    if (Array.isArray(current.posts)) {
      const tables = current;
      return {
        rows: Object.fromEntries(tableNames.map((name) => [name, asList(tables[name])])) as Record<
          keyof Rows,
          unknown[]
        >,
        pointer,
      };
    }
    const inList = Array.isArray(current.db);
    pointer += inList ? '/db/0' : '/data';
    current = inList ? (current.db as unknown[])[0] : current.data;
  }
  return null;
}

/** Returns the complete rows of all tables in a damaged export. */
export async function readIntactRows(text: string): Promise<Rows> {
  const rows: Partial<Record<keyof Rows, unknown[]>> = {};
  for (const name of tableNames) rows[name] = await rowsIn(text, name);
  return rows as Rows;
}

/** Groups the rows of a table by a field, sorted by `sort_order` or else in their order in the table. */
function groupBy(rows: readonly unknown[], by: string): ReadonlyMap<string, Fields[]> {
  const groups = new Map<string, Fields[]>();
  for (const row of rows) {
    const key = isFields(row) ? asText(row[by]) : null;
    if (key === null) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [asFields(row)]);
    else group.push(asFields(row));
  }
  const order = (row: Fields): number => Number(row.sort_order) || 0;
  for (const [key, group] of groups)
    groups.set(
      key,
      group.toSorted((one, other) => order(one) - order(other)),
    );
  return groups;
}

const indexBy = (rows: readonly unknown[], by: string): ReadonlyMap<string, Fields> =>
  new Map(
    rows
      .filter(isFields)
      .toReversed()
      .flatMap((row) => {
        const key = asText(row[by]);
        return key === null ? [] : [[key, row] as const];
      }),
  );

/** The tables of an export, indexed for reading posts. */
export type Tables = ReturnType<typeof indexTables>;

export const indexTables = (rows: Rows) => ({
  tags: indexBy(rows.tags, 'id'),
  users: indexBy(rows.users, 'id'),
  /** The user of an export with a single user, which may lack the user's id. */
  onlyUser: rows.users.length === 1 ? asFields(rows.users[0]) : null,
  tagsOfPosts: groupBy(rows.posts_tags, 'post_id'),
  authorsOfPosts: groupBy(rows.posts_authors, 'post_id'),
  metaOfPosts: indexBy(rows.posts_meta, 'post_id'),
  commentsOfPosts: groupBy(rows.comments, 'post_id'),
  members: indexBy(rows.members, 'id'),
  settings: indexBy(rows.settings, 'key'),
});
