import type { Database, Listening } from '../db/index.js';
import { EVERYTHING } from './definition.js';

/** The channel on which processes tell one another which public answers are out of date. */
export const staleChannel = 'broadsheet_stale';

/** PostgreSQL takes messages of fewer than 8000 bytes. */
const longest = 7_900;

/** What is sent for these names: all names when there are too many for one message. */
export function staleMessage(tags: readonly string[]): string {
  const message = tags.join(' ');
  return Buffer.byteLength(message) > longest ? EVERYTHING : message;
}

type Hearing = {
  /** These answers are out of date, by changes of whatever process. */
  onStale(tags: readonly string[]): void;
  /** From now on every change is heard of. */
  onLive(): void;
  /** Every change committed before this time, in milliseconds since 1970, has been heard of. */
  onProof(sentAt: number): void;
  /** From now on changes may be missed. */
  onLost(error: Error): void;
};

/** Hears of changes that any process makes. */
export function hearOfChanges(database: Database, { onStale, onLive, onProof, onLost }: Hearing): Listening {
  const onMessage = (message: string) => onStale(message.split(' '));
  return database.listen(staleChannel, { onMessage, onLive, onProof, onLost });
}
