import type { Transaction } from '../../../platform/db/index.js';

/** Returns whether articles can be assigned to a user: the user exists and is not deactivated. */
export async function isAssignable(tx: Transaction, userId: string): Promise<boolean> {
  const row = await tx.query
    .selectFrom('users')
    .select('id')
    .where('id', '=', userId)
    .where('status', '<>', 'deactivated')
    .executeTakeFirst();
  return row !== undefined;
}
