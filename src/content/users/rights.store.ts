import { sql } from 'kysely';
import type { SectionLimit } from '../../platform/auth/index.js';
import { anyOf, jsonObject, type Reader } from '../../platform/db/index.js';
import { limitSections } from '../section-limits/index.js';

/** A user with everything that decides on the user's rights. */
export type StoredRights = {
  id: string;
  name: string;
  status: 'invited' | 'active' | 'deactivated';
  role: string;
  ownOnly: boolean;
  sections: SectionLimit | null;
  /** The definition of a role that is not built in. */
  definition: { scopes: string[]; ownOnly: boolean; hiddenFields: string[]; readOnlyFields: string[] } | null;
};

/**
 * Returns an expression for `StoredRights` as JSON. It is null if there is no such user.
 *
 * @param userId an expression for the id of the user
 */
export const storedRights = (userId: string): string =>
  jsonObject(`SELECT u.id, u.name, u.status, u.role, u.own_only AS "ownOnly", ${limitSections('u.section_ids')} AS sections,
    ${jsonObject(`SELECT r.scopes, r.own_only AS "ownOnly", r.hidden_fields AS "hiddenFields", r.read_only_fields AS "readOnlyFields"
      FROM roles r WHERE r.name = u.role`)} AS definition
    FROM users u WHERE u.id = ${userId}`);

/** Finds what decides on the rights of users, with one statement. Unknown users are missing. */
export async function findStoredRights({ query }: Reader, ids: readonly string[]): Promise<StoredRights[]> {
  const rows = await query
    .selectFrom('users as w')
    .select(sql.raw<StoredRights>(storedRights('w.id')).as('rights'))
    .where('w.id', '=', anyOf(ids))
    .execute();
  return rows.map(({ rights }) => rights);
}
