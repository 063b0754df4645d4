import { createHash } from 'node:crypto';
import { transferredNames } from '../../content/articles/index.js';
import type { Draft, DraftSection } from './draft.js';

/** The version of the digest. It changes when the same draft is no longer imported as the same article. */
const digestVersion = 2;

/**
 * Returns a digest of the content of a draft, by which a repeated import detects unchanged articles. The digest ignores
 * `updatedAt`, and comments, which have keys of their own.
 */
export function digestOf(draft: Draft, section: DraftSection | null): string {
  const { key, otherKeys, slug, people, relatedKeys, status, publishedAt, body, unknownAssets = [] } = draft;
  // Fields that are null are left out, so that a new field does not change the digests of earlier imports.
  const storedFields = transferredNames.flatMap((name) => (draft[name] === null ? [] : [[name, draft[name]]]));
  const content = [
    digestVersion,
    [key, otherKeys, slug, section, people, relatedKeys],
    storedFields,
    [status, publishedAt],
    body,
    // Left out if it is empty, for the same reason. When the assets exist, the body is imported again.
    ...(unknownAssets.length === 0 ? [] : [unknownAssets]),
  ];
  const digest = createHash('sha256').update(JSON.stringify(content)).digest('base64');
  return draft.sourceVersion == null ? digest : `${digest}@${draft.sourceVersion}`;
}

/** Returns the version in the source from which an article was imported, or null if the source does not count them. */
export function importedSourceVersion(importedDigest: string | null): number | null {
  const version = /@(\d+)(?:\?|$)/.exec(importedDigest ?? '')?.[1];
  return version === undefined ? null : Number(version);
}

/** Returns the digest of a draft, with the number of related articles that were found if some were missing. */
export const digestWithRelations = (digest: string, foundCount: number, relatedCount: number): string =>
  foundCount === relatedCount ? digest : `${digest}?${foundCount}`;

/** Returns whether an article was imported from this draft while some of its related articles were missing. */
export const hasOpenRelations = (importedDigest: string | null, digest: string): boolean =>
  importedDigest?.startsWith(`${digest}?`) ?? false;
