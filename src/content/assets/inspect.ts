import { invalidBody, tooLarge } from '../../platform/problems/index.js';
import { detectFileType } from './file-types.js';
import type { ImageReader, Picture } from './picture.js';
import { focalPointOfOtherFile } from './rules.js';
import type { Kind } from './schemas.js';
import type { AssetDescription } from './upload.schemas.js';

/** The maximum size of an image file, because an image is decoded from memory. */
export const maxImageBytes = 200 * 1024 * 1024;

/** What the bytes of a file tell. Only images have a `picture`. */
type InspectedFile = { kind: Kind; mediaType: string; picture: Partial<Picture> };

/**
 * Finds out the type of a received file, and decodes an image completely.
 *
 * @throws invalid-request for an empty file; too-large; unsupported-file; unreadable-file; not-an-image for a focal point
 *   of another file
 */
export async function inspectFile(
  readImage: ImageReader,
  { path, bytes }: { path: string; bytes: number },
  { focalPoint }: AssetDescription,
): Promise<InspectedFile> {
  if (bytes === 0) throw invalidBody('empty-body', 'The body is empty. Send a file.');
  const { mediaType, kind } = await detectFileType(path);
  if (focalPoint != null && kind !== 'image') throw focalPointOfOtherFile(kind);
  if (kind === 'image' && bytes > maxImageBytes) throw tooLarge(maxImageBytes);
  const picture = kind === 'image' ? await readImage.describe(path, mediaType) : {};
  return { kind, mediaType, picture };
}
