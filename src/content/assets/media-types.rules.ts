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

/** The media types of uploads. Clients that do not know the type send `application/octet-stream`. */
export const uploadMediaTypes = [...assetMediaTypes, 'application/octet-stream'];
