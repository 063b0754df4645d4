import type { Actor } from '../../platform/auth/index.js';
import type { Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { personEvents } from './events.js';
import { changedNames } from './merge.rules.js';
import { personStore } from './store.js';

/** Makes people public whom a publication names. Articles that contain their names are linked again. */
export async function revealPeople(
  tx: Transaction,
  events: Events,
  actor: Actor,
  personIds: readonly string[],
): Promise<void> {
  const rows = await personStore.reveal(tx, personIds);
  await events.appendAll(
    tx,
    personEvents.updated,
    rows.map((row) => ({ subjectId: row.id, payload: { ...row, names: changedNames(undefined, row) }, actor })),
  );
}
