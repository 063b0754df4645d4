import type { ArrivingComment } from '../../content/comments/index.js';

/** Comments that wait, and characters of them: what they answer mostly comes soon, and memory has an end. */
const maxBufferedRecords = 20_000;
const maxBufferedCharacters = 32 * 2 ** 20;

const key = (source: string, sourceId: string) => JSON.stringify([source, sourceId]);
const ownKey = ({ source, sourceId }: ArrivingComment) => key(source, sourceId);
const keyAbove = ({ source, parentSourceId }: ArrivingComment) => key(source, parentSourceId ?? '');

/** Where comments wait for the ones that they answer. */
export function createReplyBuffer() {
  const recordsByKey = new Map<string, ArrivingComment>();
  const repliesByParent = new Map<string, Set<ArrivingComment>>();
  let totalCharacters = 0;

  function removeRecord(record: ArrivingComment): ArrivingComment {
    recordsByKey.delete(ownKey(record));
    totalCharacters -= record.body.length;
    const siblings = repliesByParent.get(keyAbove(record));
    siblings?.delete(record);
    if (siblings?.size === 0) repliesByParent.delete(keyAbove(record));
    return record;
  }

  return {
    get size() {
      return recordsByKey.size;
    },

    /** @returns those that have waited longest and cannot stay, as there are too many */
    addRecord(record: ArrivingComment): ArrivingComment[] {
      if (recordsByKey.has(ownKey(record))) return [];
      recordsByKey.set(ownKey(record), record);
      totalCharacters += record.body.length;
      repliesByParent.set(keyAbove(record), (repliesByParent.get(keyAbove(record)) ?? new Set()).add(record));
      const evictedRecords: ArrivingComment[] = [];
      for (const oldest of recordsByKey.values()) {
        if (recordsByKey.size <= maxBufferedRecords && totalCharacters <= maxBufferedCharacters) break;
        evictedRecords.push(removeRecord(oldest));
      }
      return evictedRecords;
    },

    /** Those that answer a comment which is here now. */
    removeRepliesTo: (record: ArrivingComment): ArrivingComment[] =>
      [...(repliesByParent.get(ownKey(record)) ?? [])].map(removeRecord),

    /** Those that answer nothing which waits itself; where all go round in circles, the one that has waited longest. */
    removeRoots(): ArrivingComment[] {
      const all = [...recordsByKey.values()];
      const roots = all.filter((record) => !recordsByKey.has(keyAbove(record)));
      return (roots.length > 0 ? roots : all.slice(0, 1)).map(removeRecord);
    },
  };
}
