import { randomBytes } from 'node:crypto';
import { numbered } from '../../lib/slug.js';
import { Prisma } from './generated/client.js';
import type { Transaction } from './transaction.js';

/** A table of every slug that things of one kind have or had, one owner each. */
export type SlugRegistry = { table: string; owner: string };

/** How many numbers are tried before a slug gets a random tail instead. */
const tries = 30;

async function take(tx: Transaction, { table, owner }: SlugRegistry, slug: string, id: string): Promise<boolean> {
  // Waits for a transaction that is just taking the same slug; an owner takes back a slug of its own.
  const taken = await tx.$executeRaw`
    INSERT INTO ${Prisma.raw(table)} AS registry (slug, ${Prisma.raw(owner)}) VALUES (${slug}, ${id}::uuid)
    ON CONFLICT (slug) DO UPDATE SET slug = EXCLUDED.slug WHERE registry.${Prisma.raw(owner)} = EXCLUDED.${Prisma.raw(owner)}`;
  return taken === 1;
}

async function highestNumber(tx: Transaction, { table }: SlugRegistry, slug: string): Promise<number> {
  const [row] = await tx.$queryRaw<{ number: number }[]>`
    SELECT max(substring(slug FROM ${slug.length + 2}::int)::bigint)::int AS number FROM ${Prisma.raw(table)}
    WHERE slug LIKE ${`${slug}-%`} AND substring(slug FROM ${slug.length + 2}::int) ~ '^[0-9]{1,8}$'`;
  return row?.number ?? 1;
}

/** Takes exactly this slug for `id`; false when another has it. */
export function takeSlug(tx: Transaction, registry: SlugRegistry, slug: string, id: string): Promise<boolean> {
  return take(tx, registry, slug, id);
}

/** Takes this slug for `id`, or the first free one with a number behind it. Safe against others who do the same now. */
export async function takeSlugLike(tx: Transaction, registry: SlugRegistry, slug: string, id: string): Promise<string> {
  if (await take(tx, registry, slug, id)) return slug;
  const highest = await highestNumber(tx, registry, slug);
  for (let number = highest + 1; number <= highest + tries; number++) {
    const candidate = numbered(slug, number);
    if (await take(tx, registry, candidate, id)) return candidate;
  }
  const candidate = `${slug.slice(0, 60).replace(/-$/, '')}-${randomBytes(6).toString('hex')}`;
  await take(tx, registry, candidate, id);
  return candidate;
}

/** Gives a slug back, so that others may have it. */
export async function releaseSlug(
  tx: Transaction,
  { table, owner }: SlugRegistry,
  slug: string,
  id: string,
): Promise<void> {
  await tx.$executeRaw`DELETE FROM ${Prisma.raw(table)} WHERE slug = ${slug} AND ${Prisma.raw(owner)} = ${id}::uuid`;
}
