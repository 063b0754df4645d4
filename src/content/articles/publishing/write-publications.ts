import type { Actor } from '../../../platform/auth/index.js';
import type { Transaction } from '../../../platform/db/index.js';
import type { Events } from '../../../platform/events/index.js';
import { revealAssets } from '../../assets/index.js';
import { revealPeople } from '../../people/index.js';
import { revealSections } from '../../sections/index.js';
import { draftsInUse } from './drafts-in-use.store.js';
import { publicationStore } from './publications.store.js';

/**
 * Writes the publications of articles from their published revisions, and makes the people, sections and assets public
 * that they use. Every publication is written here.
 *
 * @param changedAt the public `updatedAt`, if it differs from that of the draft copy
 */
export async function writePublications(
  tx: Transaction,
  events: Events,
  actor: Actor,
  articleIds: readonly string[],
  changedAt: Date | null = null,
): Promise<void> {
  if (articleIds.length === 0) return;
  await publicationStore.upsert(tx, articleIds, changedAt);
  const drafts = await draftsInUse(tx, articleIds);
  if (drafts.sections.length > 0) await revealSections(tx, events, actor, drafts.sections);
  if (drafts.assets.length > 0) await revealAssets(tx, events, actor, drafts.assets);
  if (drafts.people.length > 0) await revealPeople(tx, events, actor, drafts.people);
}
