import { isDeepStrictEqual } from 'node:util';
import { splitIntoTurns } from '../../lib/map-in-batches.js';
import type { LinkResult } from './mention-linking.store.js';
import type { MentionRow } from './mention-rows.js';

/** How many mentions are compared before the time is read again. */
const batchSize = 50;

/** Returns whether two lists have the same rows, by their ids. */
async function areSame<Row extends { id: string }>(
  before: readonly Row[],
  after: readonly Row[],
  contentOf: (row: Row) => object,
): Promise<boolean> {
  if (before.length !== after.length) return false;
  const endStep = splitIntoTurns();
  const rowsById = new Map(before.map((row) => [row.id, row]));
  for (const [index, row] of after.entries()) {
    if (index % batchSize === batchSize - 1) await endStep();
    const other = rowsById.get(row.id);
    if (other === undefined || !isDeepStrictEqual(contentOf(other), contentOf(row))) return false;
    rowsById.delete(row.id);
  }
  return true;
}

const withoutVersion = ({ version: _, ...row }: MentionRow) => row;

/** Returns whether linking left the mentions and suggestions of the draft copy unchanged. */
const isUnchanged = async ({ article, mentions, suggestions }: LinkResult): Promise<boolean> =>
  isDeepStrictEqual(article.suggestions, suggestions) && areSame(article.mentions, mentions, withoutVersion);

/** Returns whether linking left the mentions of the publication unchanged, with their order. */
async function isUnchangedLive({ article, live }: LinkResult): Promise<boolean> {
  const before = article.live?.mentions ?? null;
  if (before === null || live === null) return before === live;
  return before.every(({ id }, index) => id === live[index]?.id) && areSame(before, live, (row) => row);
}

/** Returns the results that change the draft copy, and those that change the publication, of their article. */
export async function findChanges(results: readonly LinkResult[]) {
  const changes = { desk: new Set<LinkResult>(), live: new Set<LinkResult>() };
  for (const result of results) {
    if (!(await isUnchanged(result))) changes.desk.add(result);
    if (result.live !== null && !(await isUnchangedLive(result))) changes.live.add(result);
  }
  return changes;
}
