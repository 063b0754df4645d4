import { randomBytes } from 'node:crypto';
import { withNumberSuffix } from '../../lib/slug.js';
import { Prisma } from './generated/client.js';
import { opaqueParameter } from './opaque-parameter.js';
import { recordset, snakeCase } from './recordset.js';
import { type Tables, toKysely } from './tables.js';
import type { Transaction } from './transaction.js';

type SlugTable = 'articleSlugs' | 'listSlugs' | 'personSlugs' | 'sectionSlugs';

/** A table of all current and former slugs of one kind of entity. Each slug has one owner. */
export type SlugRegistry = {
  [Table in SlugTable]: { table: Table; owner: Exclude<keyof Tables[Table], 'slug'> };
}[SlugTable];

/** Statements are typed for articles. The other registries differ only in their names. */
const asArticleRegistry = (registry: SlugRegistry) => registry as Extract<SlugRegistry, { table: 'articleSlugs' }>;

/** How many numbered slugs are tried before one gets a random suffix. */
const maxNumberedSlugs = 30;

async function insertSlug({ query }: Transaction, registry: SlugRegistry, slug: string, id: string): Promise<boolean> {
  const { table, owner } = asArticleRegistry(registry);
  // Waits for a transaction that is claiming the same slug. An owner may claim its own slug again.
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

/** Returns an expression for the highest number after a slug, or 1 if there is none. In ASCII, `.` follows `-`. */
const highestSuffixExpression = (registry: SlugRegistry, slug: string) => Prisma.sql`coalesce((
  SELECT max(substring(slug FROM ${slug.length + 2}::int)::bigint)::int FROM ${tableOf(registry)}
  WHERE slug ~>=~ ${opaqueParameter(`${slug}-`, 'text')} AND slug ~<~ ${opaqueParameter(`${slug}.`, 'text')} AND substring(slug FROM ${slug.length + 2}::int) ~ '^[0-9]{1,8}$'), 1)`;

/** Returns an expression for the highest number after a slug that is in use, or null if the slug is free. */
export const takenSuffixExpression = (registry: SlugRegistry, slug: string) => Prisma.sql`
  CASE WHEN EXISTS (SELECT FROM ${tableOf(registry)} WHERE slug = ${slug}) THEN ${highestSuffixExpression(registry, slug)} END`;

/** Yields alternatives for a slug that is in use up to a number: with the next numbers, then with a random suffix. */
export function* slugCandidates(slug: string, highestSuffix: number): Generator<string> {
  for (let number = highestSuffix + 1; number <= highestSuffix + maxNumberedSlugs; number++)
    yield withNumberSuffix(slug, number);
  yield `${slug.slice(0, 60).replace(/-$/, '')}-${randomBytes(6).toString('hex')}`;
}

/** Claims exactly this slug for `id`. Returns false if another entity has it. */
export function claimExactSlug(tx: Transaction, registry: SlugRegistry, slug: string, id: string): Promise<boolean> {
  return insertSlug(tx, registry, slug, id);
}

/**
 * Claims slugs for entities that have none yet, in one statement and without alternatives.
 *
 * @returns the ids of the entities whose slug was free; if several request the same slug, one gets it
 */
export async function claimSlugs(
  { query }: Transaction,
  registry: SlugRegistry,
  slugRequests: readonly { slug: string; id: string }[],
): Promise<ReadonlySet<string>> {
  if (slugRequests.length === 0) return new Set();
  const { table, owner } = asArticleRegistry(registry);
  // Sorted, so that two transactions that claim the same slugs cannot deadlock.
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

/** Claims this slug for `id`, or the first free one with a number after it. Safe against concurrent claims. */
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

/** Releases a slug, so that other entities can claim it. */
export async function releaseSlug(
  { query }: Transaction,
  registry: SlugRegistry,
  slug: string,
  id: string,
): Promise<void> {
  const { table, owner } = asArticleRegistry(registry);
  await query.deleteFrom(table).where('slug', '=', slug).where(owner, '=', id).execute();
}
