import { createHash } from 'node:crypto';
import { storedNames } from '../../content/articles/index.js';
import type { Draft, DraftSection } from './draft.js';

/** Is another where the same draft is no longer taken in as the same story. */
const digestVersion = 2;

/**
 * A digest of all that makes a draft the story that it is. When it was changed elsewhere is no part of that, and neither are its
 * comments, which are known by keys of their own.
 */
export function digestOf(draft: Draft, section: DraftSection | null): string {
  const { key, otherKeys, slug, people, relatedKeys, status, publishedAt, body } = draft;
  // A field that a draft does not have is no part of its digest, so that a new field leaves the digests of old imports as they are.
  const storedFields = storedNames.flatMap((name) => (draft[name] === null ? [] : [[name, draft[name]]]));
  const content = [
    digestVersion,
    [key, otherKeys, slug, section, people, relatedKeys],
    storedFields,
    [status, publishedAt],
    body,
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('base64');
}

/** The digest of a draft of whose relations so many have been found: whole, or to be looked at again when there are more. */
export const digestWithRelations = (digest: string, foundCount: number, relatedCount: number): string =>
  foundCount === relatedCount ? digest : `${digest}?${foundCount}`;

/** Whether a story was taken in as this draft with some of its relations missing. */
export const hasOpenRelations = (importedDigest: string | null, digest: string): boolean =>
  importedDigest?.startsWith(`${digest}?`) ?? false;
