import { renditionTypes } from './renditions.rules.js';
import type { Kind } from './schemas.js';

/** The media types of files that can be assets, with their kinds. */
export const kinds: Readonly<Record<string, Kind>> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'image/webp': 'image',
  'image/avif': 'image',
  'image/gif': 'image',
  'image/tiff': 'image',
  'audio/mpeg': 'audio',
  'audio/mp4': 'audio',
  'audio/x-m4a': 'audio',
  'audio/ogg': 'audio',
  'audio/opus': 'audio',
  'audio/wav': 'audio',
  'audio/flac': 'audio',
  'video/mp4': 'video',
  'video/webm': 'video',
  'video/quicktime': 'video',
  'application/pdf': 'document',
};

/** The media types of assets. */
export const assetMediaTypes: readonly string[] = Object.keys(kinds);

/** The media types of public files: renditions, and files that are no images. */
export const servedMediaTypes: readonly string[] = [
  ...Object.values(renditionTypes),
  ...assetMediaTypes.filter((mediaType) => kinds[mediaType] !== 'image'),
];

/**
 * Returns whether a request body of a media type can be a file. The server finds out the type of a file from its bytes,
 * so files with other types than those of assets are accepted here. Forms, texts and JSON are no files.
 */
export const isFileType = (type: string): boolean =>
  /^[\w.+-]+\/[\w.+-]+$/.test(type) &&
  !/^(?:text|multipart|message)\/|[/+]json$|^application\/x-www-form-urlencoded$/.test(type);

/** The media types of uploads. Clients that do not know the type send `application/octet-stream`. */
export const uploadMediaTypes = [...assetMediaTypes, 'application/octet-stream'];
