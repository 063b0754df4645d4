import { randomBytes } from 'node:crypto';
import { numbered } from '../../lib/slug.js';
import { Prisma } from './generated/client.js';
import { recordset, snakeCase } from './recordset.js';
import { steady } from './steady.js';
import { type Tables, toKysely } from './tables.js';
import type { Transaction } from './transaction.js';

type SlugTable = 'articleSlugs' | 'listSlugs' | 'personSlugs' | 'sectionSlugs';

/** A table of every slug that things of one kind have or had, one owner each. */
export type SlugRegistry = {
  [Table in SlugTable]: { table: Table; owner: Exclude<keyof Tables[Table], 'slug'> };
}[SlugTable];

/** Statements are checked as those of articles: the other registries differ in names alone. */
const checked = (registry: SlugRegistry) => registry as Extract<SlugRegistry, { table: 'articleSlugs' }>;

/** How many numbers are tried before a slug gets a random tail instead. */
const tries = 30;

async function take({ query }: Transaction, registry: SlugRegistry, slug: string, id: string): Promise<boolean> {
  const { table, owner } = checked(registry);
  // Waits for a transaction that is just taking the same slug; an owner takes back a slug of its own.
  const taken = await query
    .insertInto(table)
    .values({ slug, [owner]: id })
    .onConflict((conflict) =>
      conflict.column('slug').doUpdateSet({ slug }).whereRef(`${table}.${owner}`, '=', `excluded.${owner}`),
    )
    .executeTakeFirstOrThrow();
  return taken.numInsertedOrUpdatedRows === 1n;
}

const tableOf = ({ table }: SlugRegistry) => Prisma.raw(snakeCase(table));

/** The highest number behind a slug, as an expression; 1 when there is none. After `-` comes `.`. */
const highest = (registry: SlugRegistry, slug: string) => Prisma.sql`coalesce((
  SELECT max(substring(slug FROM ${slug.length + 2}::int)::bigint)::int FROM ${tableOf(registry)}
  WHERE slug ~>=~ ${steady(`${slug}-`, 'text')} AND slug ~<~ ${steady(`${slug}.`, 'text')} AND substring(slug FROM ${slug.length + 2}::int) ~ '^[0-9]{1,8}$'), 1)`;

/** Whether a slug is taken, as an expression: the highest number behind it, or null while it is free. */
export const takenUpTo = (registry: SlugRegistry, slug: string) => Prisma.sql`
  CASE WHEN EXISTS (SELECT FROM ${tableOf(registry)} WHERE slug = ${slug}) THEN ${highest(registry, slug)} END`;

/** Slugs to try for one that is taken up to a number: with the next ones behind it, then with a random tail. */
export function* otherSlugs(slug: string, upTo: number): Generator<string> {
  for (let number = upTo + 1; number <= upTo + tries; number++) yield numbered(slug, number);
  yield `${slug.slice(0, 60).replace(/-$/, '')}-${randomBytes(6).toString('hex')}`;
}

/** Takes exactly this slug for `id`; false when another has it. */
export function takeSlug(tx: Transaction, registry: SlugRegistry, slug: string, id: string): Promise<boolean> {
  return take(tx, registry, slug, id);
}

/**
 * Takes slugs for things that have none yet, each as it is, in one statement.
 *
 * @returns the ids of those whose slug was free; of several that want the same, one gets it
 */
export async function takeSlugs(
  { query }: Transaction,
  registry: SlugRegistry,
  wanted: readonly { slug: string; id: string }[],
): Promise<ReadonlySet<string>> {
  if (wanted.length === 0) return new Set();
  const { table, owner } = checked(registry);
  // In one order for all, so that two who take some of the same wait for each other one way.
  const sorted = [...wanted].sort((a, b) => (a.slug < b.slug ? -1 : 1));
  const taken = await query
    .insertInto(table)
    .columns(['slug', owner])
    .expression((eb) => eb.selectFrom(recordset('w', sorted, { slug: 'text', id: 'uuid' })).select(['w.slug', 'w.id']))
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returning(`${owner} as id`)
    .execute();
  return new Set(taken.map(({ id }) => id));
}

/** Takes this slug for `id`, or the first free one with a number behind it. Safe against others who do the same now. */
export async function takeSlugLike(tx: Transaction, registry: SlugRegistry, slug: string, id: string): Promise<string> {
  if (await take(tx, registry, slug, id)) return slug;
  const { number } = await tx.query
    .selectNoFrom(toKysely<number>(highest(registry, slug)).as('number'))
    .executeTakeFirstOrThrow();
  for (const candidate of otherSlugs(slug, number)) {
    if (await take(tx, registry, candidate, id)) return candidate;
  }
  throw new Error(`No slug like "${slug}" is free.`);
}

/** Gives a slug back, so that others may have it. */
export async function releaseSlug(
  { query }: Transaction,
  registry: SlugRegistry,
  slug: string,
  id: string,
): Promise<void> {
  const { table, owner } = checked(registry);
  await query.deleteFrom(table).where('slug', '=', slug).where(owner, '=', id).execute();
}
