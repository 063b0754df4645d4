import { z } from 'zod';
import { type JsonRow, Prisma, type Reader, readPage } from '../db/index.js';
import type { Keyset, Page } from './lists.js';

/** JSON as text, or as the bytes in which the database gave it. */
type Json = string | Buffer;

/** What a public answer has that is not in its text. */
export type ResponseTags = {
  /** Names of what it depends on, beside the ids in its text: by them it is purged. */
  tags: readonly string[];
};

/** One public resource whose JSON the database has built, narrowed to what was asked for. */
export type JsonItem = Omit<JsonRow, 'json'> & {
  json: Json;
  /** What is sent instead of the JSON, of which it was made. */
  form?: { type: string; body: string };
  /** RFC 8288 links from it: the value of `Link`. */
  links?: string;
  /** When it stops being true by itself, in milliseconds since 1970. */
  freshUntil?: number | undefined;
};

/** A page of a public list whose items the database has built: their JSON, joined by commas. */
export type JsonPage = ResponseTags & Pick<Page<unknown>, 'page'> & { items: Json };

type Listing = {
  statement: Parameters<typeof readPage>[1];
  keys: Keyset;
  /** What is counted where a count was asked for: what stands after FROM. */
  countSource: Prisma.Sql | undefined;
  /** Names of what every page depends on. */
  tags: readonly string[];
};

type Source = Parameters<typeof readPage>[0] & Pick<Reader, 'run'>;

const Count = z.object({ n: z.int() });

/** Reads a page of a public list by the statement composed for it, and counts by a second one. */
export async function readJsonPage(
  database: Source,
  { statement, keys, countSource, tags }: Listing,
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
  for (const { id, depends } of positions) all.push(id, ...depends);
  return { items, page, tags: all };
}
