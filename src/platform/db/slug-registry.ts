import { randomBytes } from 'node:crypto';
import { numbered } from '../../lib/slug.js';
import { Prisma } from './generated/client.js';
import { steady } from './steady.js';
import type { Transaction } from './transaction.js';

/** A table of every slug that things of one kind have or had, one owner each. */
export type SlugRegistry = { table: string; owner: string };

/** How many numbers are tried before a slug gets a random tail instead. */
const tries = 30;

async function take(tx: Transaction, { table, owner }: SlugRegistry, slug: string, id: string): Promise<boolean> {
  // Waits for a transaction that is just taking the same slug; an owner takes back a slug of its own.
  const taken = await tx.change(Prisma.sql`
    INSERT INTO ${Prisma.raw(table)} AS registry (slug, ${Prisma.raw(owner)}) VALUES (${slug}, ${id}::uuid)
    ON CONFLICT (slug) DO UPDATE SET slug = EXCLUDED.slug WHERE registry.${Prisma.raw(owner)} = EXCLUDED.${Prisma.raw(owner)}`);
  return taken === 1;
}

/** The highest number behind a slug, as an expression; 1 when there is none. After `-` comes `.`. */
const highest = ({ table }: SlugRegistry, slug: string) => Prisma.sql`coalesce((
  SELECT max(substring(slug FROM ${slug.length + 2}::int)::bigint)::int FROM ${Prisma.raw(table)}
  WHERE slug ~>=~ ${steady(`${slug}-`, 'text')} AND slug ~<~ ${steady(`${slug}.`, 'text')} AND substring(slug FROM ${slug.length + 2}::int) ~ '^[0-9]{1,8}$'), 1)`;

/** Whether a slug is taken, as an expression: the highest number behind it, or null while it is free. */
export const takenUpTo = (registry: SlugRegistry, slug: string) => Prisma.sql`
  CASE WHEN EXISTS (SELECT FROM ${Prisma.raw(registry.table)} WHERE slug = ${slug}) THEN ${highest(registry, slug)} END`;

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
  tx: Transaction,
  { table, owner }: SlugRegistry,
  wanted: readonly { slug: string; id: string }[],
): Promise<ReadonlySet<string>> {
  if (wanted.length === 0) return new Set();
  // In one order for all, so that two who take some of the same wait for each other one way.
  const sorted = [...wanted].sort((a, b) => (a.slug < b.slug ? -1 : 1));
  const taken = await tx.run<{ id: string }>(Prisma.sql`
      INSERT INTO ${Prisma.raw(table)} (slug, ${Prisma.raw(owner)})
      SELECT * FROM unnest(${sorted.map(({ slug }) => slug)}::text[], ${sorted.map(({ id }) => id)}::uuid[])
      ON CONFLICT (slug) DO NOTHING RETURNING ${Prisma.raw(owner)} AS id`);
  return new Set(taken.map(({ id }) => id));
}

/** Takes this slug for `id`, or the first free one with a number behind it. Safe against others who do the same now. */
export async function takeSlugLike(tx: Transaction, registry: SlugRegistry, slug: string, id: string): Promise<string> {
  if (await take(tx, registry, slug, id)) return slug;
  const [row] = await tx.run<{ number: number }>(Prisma.sql`SELECT ${highest(registry, slug)} AS number`);
  for (const candidate of otherSlugs(slug, row?.number ?? 1)) {
    if (await take(tx, registry, candidate, id)) return candidate;
  }
  throw new Error(`No slug like "${slug}" is free.`);
}

/** Gives a slug back, so that others may have it. */
export async function releaseSlug(
  tx: Transaction,
  { table, owner }: SlugRegistry,
  slug: string,
  id: string,
): Promise<void> {
  await tx.change(
    Prisma.sql`DELETE FROM ${Prisma.raw(table)} WHERE slug = ${slug} AND ${Prisma.raw(owner)} = ${id}::uuid`,
  );
}
