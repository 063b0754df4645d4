import { isDeepStrictEqual } from 'node:util';
import type { LinkResult } from './mention-linking.store.js';
import type { MentionRow } from './mention-rows.js';

const byId = <Row extends { id: string }>(rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));

const withoutVersion = ({ version: _, ...row }: MentionRow) => row;

/** Whether a working copy names the same people at the same places as before. */
export const isUnchanged = ({ article, mentions, suggestions }: LinkResult): boolean =>
  isDeepStrictEqual(byId(article.mentions).map(withoutVersion), byId(mentions).map(withoutVersion)) &&
  isDeepStrictEqual(article.suggestions, suggestions);

/** Whether the newsstand shows the same. */
export const isUnchangedLive = ({ article, live }: LinkResult): boolean =>
  isDeepStrictEqual(article.live?.mentions ?? null, live);
