import type { ArrivingComment } from '../../content/comments/index.js';

/** Comments that wait, and characters of them: what they answer mostly comes soon, and memory has an end. */
const mostWaiting = 20_000;
const mostText = 32 * 2 ** 20;

const key = (source: string, sourceId: string) => JSON.stringify([source, sourceId]);
const ownKey = ({ source, sourceId }: ArrivingComment) => key(source, sourceId);
const keyAbove = ({ source, parentSourceId }: ArrivingComment) => key(source, parentSourceId ?? '');

/** Where comments wait for the ones that they answer. */
export function waitingRoom() {
  const waiting = new Map<string, ArrivingComment>();
  const answers = new Map<string, Set<ArrivingComment>>();
  let text = 0;

  function leave(record: ArrivingComment): ArrivingComment {
    waiting.delete(ownKey(record));
    text -= record.body.length;
    const others = answers.get(keyAbove(record));
    others?.delete(record);
    if (others?.size === 0) answers.delete(keyAbove(record));
    return record;
  }

  return {
    get size() {
      return waiting.size;
    },

    /** @returns those that have waited longest and cannot stay, as there are too many */
    enter(record: ArrivingComment): ArrivingComment[] {
      if (waiting.has(ownKey(record))) return [];
      waiting.set(ownKey(record), record);
      text += record.body.length;
      answers.set(keyAbove(record), (answers.get(keyAbove(record)) ?? new Set()).add(record));
      const leaving: ArrivingComment[] = [];
      for (const oldest of waiting.values()) {
        if (waiting.size <= mostWaiting && text <= mostText) break;
        leaving.push(leave(oldest));
      }
      return leaving;
    },

    /** Those that answer a comment which is here now. */
    callAnswersTo: (record: ArrivingComment): ArrivingComment[] => [...(answers.get(ownKey(record)) ?? [])].map(leave),

    /** Those that answer nothing which waits itself; where all go round in circles, the one that has waited longest. */
    takeTops(): ArrivingComment[] {
      const all = [...waiting.values()];
      const tops = all.filter((record) => !waiting.has(keyAbove(record)));
      return (tops.length > 0 ? tops : all.slice(0, 1)).map(leave);
    },
  };
}
