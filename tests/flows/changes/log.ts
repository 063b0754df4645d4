import type { Change } from '../../../src/flows/changes/schemas.js';
import { outboxStore } from '../../../src/platform/background/outbox.store.js';
import type { TestNewsroom } from '../../support/newsroom.js';

/** Reads the log in pages, after all events have their position. */
export async function readLog(
  { database, request }: TestNewsroom,
  query = '',
  asked: { as?: 'editor' | 'admin' } = {},
  limit = 100,
  path: '/v1/changes' | '/v1/desk/changes' = '/v1/changes',
): Promise<Change[]> {
  await settle({ database });
  const changes: Change[] = [];
  for (let after = ''; ; ) {
    const { body } = await request('GET', `${path}?limit=${limit}${after}${query}`, asked);
    changes.push(...body.data);
    if (body.page.next === null) return changes;
    after = `&after=${body.page.next}`;
  }
}

/** Gives all events their position in the log, as the relay does. */
export async function settle({ database }: Pick<TestNewsroom, 'database'>): Promise<void> {
  while ((await outboxStore(database).assignPositions(1_000)) > 0);
}

export const told = (changes: readonly Change[]) =>
  changes.map(({ type, subject: { slug }, tombstone }) => `${type} ${slug}${tombstone ? ' †' : ''}`);
