import { fileTypeFromFile } from 'file-type';
import { kinds } from './media-types.rules.js';
import { unsupportedFile } from './rules.js';
import type { Kind } from './schemas.js';

/** Returns the type of a file from its bytes. @throws unsupported-file */
export async function detectFileType(path: string): Promise<{ mediaType: string; kind: Kind }> {
  const mediaType = (await fileTypeFromFile(path))?.mime;
  const kind = mediaType === undefined ? undefined : kinds[mediaType];
  if (mediaType !== undefined && kind !== undefined) return { mediaType, kind };
  throw unsupportedFile(
    mediaType === undefined
      ? 'The bytes of the file are of no type that can be an asset.'
      : `The bytes of the file are of the type ${mediaType}, which cannot be an asset.`,
  );
}
