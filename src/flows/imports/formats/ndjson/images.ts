import type { DraftInput } from '../../normalisation/draft.js';
import type { NdjsonArticle } from './article.schema.js';

export const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const sha256 = /^[0-9a-f]{64}$/i;

/** Returns the assets of another newsroom with the checksums of their files, without what is no id or no checksum. */
export const assetsOf = (checksums: Readonly<Record<string, string>>): NonNullable<DraftInput['assets']> =>
  Object.entries(checksums).flatMap(([id, checksum]) =>
    uuid.test(id) && sha256.test(checksum) ? [{ id: id.toLowerCase(), checksum: checksum.toLowerCase() }] : [],
  );

/** Returns the lead image of a line, with its asset if it has one. */
export function leadImageOf(image: NdjsonArticle['leadImage']): NonNullable<DraftInput['leadImage']> | null {
  if (!image) return null;
  const { asset: id, texts, ...rest } = image;
  const file = { ...rest, url: rest.url ?? '' };
  if (!id) return file;
  const { alt, caption, credit } = texts ?? {};
  return { ...file, asset: { id, alt: alt ?? null, caption: caption ?? null, credit: credit ?? null } };
}
