import type { Actor } from '../../platform/auth/index.js';
import type { Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { correctionEvents } from './events.js';
import type { Kind } from './schemas.js';
import { type CorrectionRow, publishWaiting } from './store.js';

export const toEventPayload = ({
  id,
  articleId,
  kind,
  at,
  version,
}: Pick<CorrectionRow, 'id' | 'articleId' | 'kind' | 'at' | 'version'>) => ({
  id,
  articleId,
  kind: kind as Kind,
  public: at !== null,
  version,
});

/**
 * Publishes the corrections that wait for the publication of their articles. Call it in the transaction that publishes.
 *
 * @param publications of each article, the revision that was live before, or null if there was none, and the one that
 * is live now
 */
export async function releaseCorrections(
  tx: Transaction,
  events: Events,
  actor: Actor,
  publications: readonly { id: string; before: number | null; after: number }[],
  now: Date,
): Promise<void> {
  const transitions = publications.map(({ id, before, after }) => ({
    id,
    before: before === after ? null : before,
    after,
  }));
  const rows = await publishWaiting(tx, transitions, now);
  await events.appendAll(
    tx,
    correctionEvents.published,
    rows.map((row) => ({ subjectId: row.id, payload: toEventPayload(row), actor })),
  );
}
