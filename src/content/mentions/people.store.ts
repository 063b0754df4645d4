import type { Transaction } from '../../platform/db/index.js';
import type { PersonLinks } from '../people/index.js';

/** What mentions do when two people are one. Those that nobody has decided on are found anew afterwards, by the names. */
export const personMentions: PersonLinks = {
  async move(tx: Transaction, from, to): Promise<string[]> {
    const moved = await tx.$queryRaw<{ id: string }[]>`
      UPDATE mentions SET person_id = ${to}::uuid WHERE person_id = ${from}::uuid RETURNING id`;
    await tx.$executeRaw`UPDATE publication_mentions SET person_id = ${to}::uuid WHERE person_id = ${from}::uuid`;
    return moved.map(({ id }) => id);
  },

  async moveBack(tx, moved, from, to) {
    const ids = moved as string[];
    await tx.$executeRaw`UPDATE mentions SET person_id = ${to}::uuid WHERE id = ANY (${ids}::uuid[]) AND person_id = ${from}::uuid`;
    await tx.$executeRaw`UPDATE publication_mentions SET person_id = ${to}::uuid WHERE id = ANY (${ids}::uuid[]) AND person_id = ${from}::uuid`;
  },
};
