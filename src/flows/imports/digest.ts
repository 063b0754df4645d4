import { createHash } from 'node:crypto';
import type { Draft, DraftSection } from './draft.js';

/** Is another where the same draft is no longer taken in as the same story. */
const generation = 1;

/**
 * A digest of all that makes a draft the story that it is. When it was changed elsewhere is no part of that, and neither are its
 * comments, which are known by keys of their own.
 */
export function digestOf(draft: Draft, section: DraftSection | null): string {
  const { headline, slug, standfirst, type, body, lang, dateline, tags, people, sources, related } = draft;
  const { key, otherKeys, leadImage, seo, commentsOpen, status, publishedAt } = draft;
  const content = [
    generation,
    [key, otherKeys, headline, slug, standfirst, type, lang, dateline, section, tags, people, sources, related],
    [leadImage, seo, commentsOpen, status, publishedAt],
    body,
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('base64');
}
