import type { Actor } from '../../../platform/auth/index.js';
import type { Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { articleEvents } from '../events.js';
import { shownStatusOf } from '../review/state.rules.js';
import type { Status } from '../schemas.js';
import { type ImportChanges, isMoved } from './import-changes.js';
import type { ArticleImportRow } from './importer.store.js';

/** Appends the events that separate writes of each article would append. */
export async function appendEvents(
  tx: Transaction,
  events: Events,
  actor: Actor,
  { createdRows, changes }: ImportChanges,
): Promise<void> {
  const draftRows = createdRows.map((row) => ({ ...row, status: 'draft', version: 1 }));
  const savedRows = changes
    .filter(({ after }) => after.isSaved)
    .map(({ before: { status, version, reviewStep, reviewRevision }, after }) => ({
      ...after,
      ...{ status, reviewStep, reviewRevision },
      version: version + 1,
    }));
  const movedRows = [...createdRows, ...changes.filter(isMoved).map(({ after }) => after)];
  const rowsWithStatus = (status: Status) => movedRows.filter((row) => row.status === status);
  const toEventInputs = (rows: readonly ArticleImportRow[]) => rows.map((row) => toEventInput(row, actor));
  await events.appendAll(tx, articleEvents.created, toEventInputs(draftRows));
  await events.appendAll(tx, articleEvents.updated, toEventInputs(savedRows));
  await events.appendAll(tx, articleEvents.published, toEventInputs(rowsWithStatus('published')));
  await events.appendAll(tx, articleEvents.unpublished, toEventInputs(rowsWithStatus('unpublished')));
  await events.appendAll(tx, articleEvents.trashed, toEventInputs(rowsWithStatus('trashed')));
}

function toEventInput(row: ArticleImportRow, actor: Actor) {
  const { id, content, version, revision } = row;
  return { subjectId: id, payload: { id, slug: content.slug, status: shownStatusOf(row), version, revision }, actor };
}
