import type { Transaction } from '../../platform/db/index.js';
import type { PersonLinks } from '../people/index.js';

/** What mentions do when two people are one. Those that nobody has decided on are found anew afterwards, by the names. */
export const personMentions: PersonLinks = {
  async move(tx: Transaction, from, to): Promise<string[]> {
    const moved = await tx.run<{ id: string }>(Prisma.sql`
      UPDATE mentions SET person_id = ${to}::uuid WHERE person_id = ${from}::uuid RETURNING id`);
    await tx.change(
      Prisma.sql`UPDATE publication_mentions SET person_id = ${to}::uuid WHERE person_id = ${from}::uuid`,
    );
    return moved.map(({ id }) => id);
  },

  async moveBack(tx, moved, from, to) {
    const ids = moved as string[];
    await tx.change(
      Prisma.sql`UPDATE mentions SET person_id = ${to}::uuid WHERE id = ANY (${ids}::uuid[]) AND person_id = ${from}::uuid`,
    );
    await tx.change(
      Prisma.sql`UPDATE publication_mentions SET person_id = ${to}::uuid WHERE id = ANY (${ids}::uuid[]) AND person_id = ${from}::uuid`,
    );
  },
};
