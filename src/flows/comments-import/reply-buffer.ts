import type { ImportedComment } from '../../content/comments/index.js';

/** The maximum number of waiting replies, and of their characters. Most parents follow soon. */
const maxBufferedRecords = 20_000;
const maxBufferedCharacters = 32 * 2 ** 20;

const key = (source: string, sourceId: string) => JSON.stringify([source, sourceId]);
const ownKey = ({ source, sourceId }: ImportedComment) => key(source, sourceId);
const keyAbove = ({ source, parentSourceId }: ImportedComment) => key(source, parentSourceId ?? '');

/** Creates a buffer in which replies wait for their parents. */
export function createReplyBuffer() {
  const recordsByKey = new Map<string, ImportedComment>();
  const repliesByParent = new Map<string, Set<ImportedComment>>();
  let totalCharacters = 0;

  function removeRecord(record: ImportedComment): ImportedComment {
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

    /**
     * Adds a reply whose parent has not come yet.
     *
     * @returns the replies that have waited longest and were removed because the buffer is full
     */
    addRecord(record: ImportedComment): ImportedComment[] {
      if (recordsByKey.has(ownKey(record))) return [];
      recordsByKey.set(ownKey(record), record);
      totalCharacters += record.body.length;
      repliesByParent.set(keyAbove(record), (repliesByParent.get(keyAbove(record)) ?? new Set()).add(record));
      const evictedRecords: ImportedComment[] = [];
      for (const oldest of recordsByKey.values()) {
        if (recordsByKey.size <= maxBufferedRecords && totalCharacters <= maxBufferedCharacters) break;
        evictedRecords.push(removeRecord(oldest));
      }
      return evictedRecords;
    },

    /** Removes and returns the replies to a comment that has now been imported. */
    removeRepliesTo: (record: ImportedComment): ImportedComment[] =>
      [...(repliesByParent.get(ownKey(record)) ?? [])].map(removeRecord),

    /**
     * Removes and returns the replies whose parents are not in the buffer. If all replies form cycles, it is the reply
     * that has waited longest.
     */
    removeRoots(): ImportedComment[] {
      const all = [...recordsByKey.values()];
      const roots = all.filter((record) => !recordsByKey.has(keyAbove(record)));
      return (roots.length > 0 ? roots : all.slice(0, 1)).map(removeRecord);
    },
  };
}
