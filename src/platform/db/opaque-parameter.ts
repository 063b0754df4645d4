import { Prisma } from './generated/client.js';

/**
 * A value that PostgreSQL does not look at while it plans, so that a prepared statement keeps one plan.
 *
 * It plans a statement anew each time for as long as plans made for the values look cheaper, which they do with arrays
 * shorter than ten and with ranges: of a statement that takes a tenth of a millisecond, planning takes nine.
 *
 * @param type its type in SQL, such as `text[]`
 */
export const opaqueParameter = (value: string | readonly string[], type: string): Prisma.Sql =>
  Prisma.sql`(SELECT ${value}::${Prisma.raw(type)})::${Prisma.raw(type)}`;
