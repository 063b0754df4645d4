import type { Actor } from '../../platform/auth/index.js';
import type { Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { sectionEvents } from './events.js';
import { makePublic } from './store.js';

/** Makes sections public in which, or below which, something is public. */
export async function revealSections(
  tx: Transaction,
  events: Events,
  actor: Actor,
  sectionIds: readonly string[],
): Promise<void> {
  if (sectionIds.length === 0) return;
  const rows = await makePublic(tx, sectionIds);
  await events.appendAll(
    tx,
    sectionEvents.updated,
    rows.map((row) => ({ subjectId: row.id, payload: row, actor })),
  );
}
