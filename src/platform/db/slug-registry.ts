import { randomBytes } from 'node:crypto';
import { withNumberSuffix } from '../../lib/slug.js';
import { Prisma } from './generated/client.js';
import { opaqueParameter } from './opaque-parameter.js';
import { recordset, snakeCase } from './recordset.js';
import { type Tables, toKysely } from './tables.js';
import type { Transaction } from './transaction.js';

type SlugTable = 'articleSlugs' | 'listSlugs' | 'personSlugs' | 'sectionSlugs';

/** A table of every slug that things of one kind have or had, one owner each. */
export type SlugRegistry = {
  [Table in SlugTable]: { table: Table; owner: Exclude<keyof Tables[Table], 'slug'> };
}[SlugTable];

/** Statements are checked as those of articles: the other registries differ in names alone. */
const asArticleRegistry = (registry: SlugRegistry) => registry as Extract<SlugRegistry, { table: 'articleSlugs' }>;

/** How many numbers are tried before a slug gets a random tail instead. */
const maxNumberedSlugs = 30;

async function insertSlug({ query }: Transaction, registry: SlugRegistry, slug: string, id: string): Promise<boolean> {
  const { table, owner } = asArticleRegistry(registry);
  // Waits for a transaction that is just taking the same slug; an owner takes back a slug of its own.
  const result = await query
    .insertInto(table)
    .values({ slug, [owner]: id })
    .onConflict((conflict) =>
      conflict.column('slug').doUpdateSet({ slug }).whereRef(`${table}.${owner}`, '=', `excluded.${owner}`),
    )
    .executeTakeFirstOrThrow();
  return result.numInsertedOrUpdatedRows === 1n;
}

const tableOf = ({ table }: SlugRegistry) => Prisma.raw(snakeCase(table));

/** The highest number behind a slug, as an expression; 1 when there is none. After `-` comes `.`. */
const highestSuffixExpression = (registry: SlugRegistry, slug: string) => Prisma.sql`coalesce((
  SELECT max(substring(slug FROM ${slug.length + 2}::int)::bigint)::int FROM ${tableOf(registry)}
  WHERE slug ~>=~ ${opaqueParameter(`${slug}-`, 'text')} AND slug ~<~ ${opaqueParameter(`${slug}.`, 'text')} AND substring(slug FROM ${slug.length + 2}::int) ~ '^[0-9]{1,8}$'), 1)`;

/** Whether a slug is taken, as an expression: the highest number behind it, or null while it is free. */
export const takenSuffixExpression = (registry: SlugRegistry, slug: string) => Prisma.sql`
  CASE WHEN EXISTS (SELECT FROM ${tableOf(registry)} WHERE slug = ${slug}) THEN ${highestSuffixExpression(registry, slug)} END`;

/** Slugs to try for one that is taken up to a number: with the next ones behind it, then with a random tail. */
export function* slugCandidates(slug: string, highestSuffix: number): Generator<string> {
  for (let number = highestSuffix + 1; number <= highestSuffix + maxNumberedSlugs; number++)
    yield withNumberSuffix(slug, number);
  yield `${slug.slice(0, 60).replace(/-$/, '')}-${randomBytes(6).toString('hex')}`;
}

/** Takes exactly this slug for `id`; false when another has it. */
export function claimExactSlug(tx: Transaction, registry: SlugRegistry, slug: string, id: string): Promise<boolean> {
  return insertSlug(tx, registry, slug, id);
}

/**
 * Takes slugs for things that have none yet, each as it is, in one statement.
 *
 * @returns the ids of those whose slug was free; of several that want the same, one gets it
 */
export async function claimSlugs(
  { query }: Transaction,
  registry: SlugRegistry,
  slugRequests: readonly { slug: string; id: string }[],
): Promise<ReadonlySet<string>> {
  if (slugRequests.length === 0) return new Set();
  const { table, owner } = asArticleRegistry(registry);
  // In one order for all, so that two who take some of the same wait for each other one way.
  const sortedRequests = [...slugRequests].sort((a, b) => (a.slug < b.slug ? -1 : 1));
  const claimedRows = await query
    .insertInto(table)
    .columns(['slug', owner])
    .expression((eb) =>
      eb.selectFrom(recordset('w', sortedRequests, { slug: 'text', id: 'uuid' })).select(['w.slug', 'w.id']),
    )
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .returning(`${owner} as id`)
    .execute();
  return new Set(claimedRows.map(({ id }) => id));
}

/** Takes this slug for `id`, or the first free one with a number behind it. Safe against others who do the same now. */
export async function claimSlugLike(
  tx: Transaction,
  registry: SlugRegistry,
  slug: string,
  id: string,
): Promise<string> {
  if (await insertSlug(tx, registry, slug, id)) return slug;
  const { number } = await tx.query
    .selectNoFrom(toKysely<number>(highestSuffixExpression(registry, slug)).as('number'))
    .executeTakeFirstOrThrow();
  for (const candidate of slugCandidates(slug, number)) {
    if (await insertSlug(tx, registry, candidate, id)) return candidate;
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
  const { table, owner } = asArticleRegistry(registry);
  await query.deleteFrom(table).where('slug', '=', slug).where(owner, '=', id).execute();
}
