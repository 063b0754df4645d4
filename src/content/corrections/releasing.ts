import type { Actor } from '../../platform/auth/index.js';
import type { Transaction } from '../../platform/db/index.js';
import type { Events } from '../../platform/events/index.js';
import { correctionEvents } from './events.js';
import type { Kind } from './schemas.js';
import { type CorrectionRow, release } from './store.js';

export const toldOf = ({
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
 * Tells readers of the corrections that waited for a publication of their story. Whoever publishes calls it in the transaction.
 *
 * @param before the revision that was live until now, or null when none was
 */
export async function releaseCorrections(
  tx: Transaction,
  events: Events,
  actor: Actor,
  { id, before, after, now }: { id: string; before: number | null; after: number; now: Date },
): Promise<void> {
  const released = await release(tx, { id, before: before === after ? null : before, after, now });
  await events.appendAll(
    tx,
    correctionEvents.published,
    released.map((row) => ({ subjectId: row.id, payload: toldOf(row), actor })),
  );
}
