import { anyOf, type Transaction } from '../../platform/db/index.js';
import type { PersonLinks } from '../people/index.js';

/** Moves mentions when two people are merged. Mentions without an editor's decision are linked again later. */
export const personMentions: PersonLinks = {
  async move({ query }: Transaction, from, to): Promise<string[]> {
    const movedRows = await query
      .updateTable('mentions')
      .set({ personId: to })
      .where('personId', '=', from)
      .returning('id')
      .execute();
    for (const table of ['publicationMentions', 'publicationQuotes'] as const)
      await query.updateTable(table).set({ personId: to }).where('personId', '=', from).execute();
    return movedRows.map(({ id }) => id);
  },

  async moveBack({ query }, undoData, from, to) {
    for (const table of ['mentions', 'publicationMentions'] as const)
      await query
        .updateTable(table)
        .set({ personId: to })
        .where('id', '=', anyOf(undoData as string[]))
        .where('personId', '=', from)
        .execute();
    await query
      .updateTable('publicationQuotes')
      .set({ personId: to })
      .where('mentionId', '=', anyOf(undoData as string[]))
      .where('personId', '=', from)
      .execute();
  },
};
