import { isDeepStrictEqual } from 'node:util';
import type { LinkResult } from './mention-linking.store.js';
import type { MentionRow } from './mention-rows.js';

const byId = <Row extends { id: string }>(rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));

const withoutVersion = ({ version: _, ...row }: MentionRow) => row;

/** Returns whether linking left the mentions and suggestions of the draft copy unchanged. */
export const isUnchanged = ({ article, mentions, suggestions }: LinkResult): boolean =>
  isDeepStrictEqual(byId(article.mentions).map(withoutVersion), byId(mentions).map(withoutVersion)) &&
  isDeepStrictEqual(article.suggestions, suggestions);

/** Returns whether linking left the mentions of the publication unchanged. */
export const isUnchangedLive = ({ article, live }: LinkResult): boolean =>
  isDeepStrictEqual(article.live?.mentions ?? null, live);
