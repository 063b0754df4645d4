import { z } from 'zod';
import { type JsonRow, Prisma, type Reader, readPage } from '../db/index.js';
import type { Keyset, Page } from './lists.js';

/** JSON as text, or as the bytes from the database. */
type Json = string | Buffer;

/** Metadata of a public response. */
export type ResponseTags = {
  /** Cache keys on which the response depends, in addition to the ids in its text. */
  tags: readonly string[];
};

/** A public resource with the JSON that the database built, limited to the requested fields. */
export type JsonItem = Omit<JsonRow, 'json'> & {
  json: Json;
  /** Another representation, made from the JSON and sent instead of it. */
  form?: { type: string; body: string };
  /** The value of the `Link` header (RFC 8288). */
  links?: string;
  /** When the response expires because of a planned change, in milliseconds since 1970. */
  freshUntil?: number | undefined;
};

/** A page of a public list with the JSON of its items, joined by commas, as the database built it. */
export type JsonPage = ResponseTags & Pick<Page<unknown>, 'page'> & { items: Json };

type Listing = {
  statement: Parameters<typeof readPage>[1];
  keys: Keyset;
  /** The FROM clause for the total, or undefined if no total was requested. */
  countSource: Prisma.Sql | undefined;
  /** Cache keys on which every page depends. */
  tags: readonly string[];
  /** Whether the rows are entities, whose ids are cache keys. They are, unless this is false. */
  hasEntities?: boolean;
};

type Source = Parameters<typeof readPage>[0] & Pick<Reader, 'run'>;

const Count = z.object({ n: z.int() });

/** Reads a page of a public list with its statement, and the total with a second one. */
export async function readJsonPage(
  database: Source,
  { statement, keys, countSource, tags, hasEntities = true }: Listing,
): Promise<JsonPage> {
  const { items, positions } = await readPage(database, statement);
  const total =
    countSource === undefined
      ? undefined
      : (await database.run(Prisma.sql`SELECT count(*)::int AS n FROM ${countSource}`, Count))[0]?.n;
  const { page } = keys.page(
    positions,
    (at) => at,
    (at) => at,
    total,
  );
  const all = [...tags];
  for (const { id, depends } of positions) {
    if (hasEntities) all.push(id);
    all.push(...depends);
  }
  return { items, page, tags: all };
}
