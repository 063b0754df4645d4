import { isDeepStrictEqual } from 'node:util';
import type { MentionRow } from './linked.js';
import type { LinkedStory } from './linking.store.js';

const byId = <Row extends { id: string }>(rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));

const bare = ({ version: _, ...row }: MentionRow) => row;

/** Whether a working copy names the same people at the same places as before. */
export const isUnchanged = ({ story, mentions, suggestions }: LinkedStory): boolean =>
  isDeepStrictEqual(byId(story.mentions).map(bare), byId(mentions).map(bare)) &&
  isDeepStrictEqual(story.suggestions, suggestions);

/** Whether the newsstand shows the same. */
export const isUnchangedLive = ({ story, live }: LinkedStory): boolean =>
  isDeepStrictEqual(story.live?.mentions ?? null, live);
