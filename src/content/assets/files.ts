import type { Readable } from 'node:stream';
import { entityName } from '../../lib/entity-name.js';
import type { Session } from '../../platform/db/index.js';
import type { ByteRange, Storage } from '../../platform/storage/index.js';
import { originalKey } from './file-keys.rules.js';
import type { Renditions } from './renditions.js';
import { mediaTypeOf, parseSpec } from './renditions.rules.js';
import { assetNotFound } from './rules.js';
import { assetStore } from './store.js';

/** A file that can be read as a whole or in part. */
export type OpenedFile = {
  mediaType: string;
  bytes: number;
  etag: string;
  /** For public files. */
  cacheControl?: string;
  /** The name under which browsers save the file. Without a name, they may display it. */
  downloadName?: string;
  /** The cache tag by which shared caches discard the file. */
  tag?: string;
  /** The bytes, if they are in memory. */
  content?: Buffer | undefined;
  open(range?: ByteRange): Promise<Readable>;
};

/** The file of a public asset. */
export type MediaFile = NonNullable<Awaited<ReturnType<ReturnType<typeof assetStore>['findFile']>>>;

const daySeconds = 24 * 60 * 60;

/** Returns for how long caches may keep a public file: a day, because its focal point may change, or until its rights end. */
function cacheControlFor(availableUntil: Date | null): string {
  const remainingSeconds =
    availableUntil === null ? Infinity : Math.floor((availableUntil.getTime() - Date.now()) / 1000);
  return `public, max-age=${Math.max(0, Math.min(daySeconds, remainingSeconds))}`;
}

/** Opens the files of assets and the renditions of images. */
export function createFileReader(database: Session, storage: Storage, renditions: Renditions) {
  const store = assetStore(database);

  /** Finds the file of a public asset. */
  const findMediaFile = (id: string) => store.findFile(id, 'public');

  /** Opens the file of an asset as it was uploaded. */
  async function openOriginal(id: string): Promise<OpenedFile> {
    const file = await store.findFile(id, 'desk');
    if (file === undefined) throw assetNotFound();
    const key = originalKey(file.checksum);
    const downloadName = file.filename ?? id;
    return { ...file, downloadName, etag: `"${file.checksum}"`, open: (range) => storage.open(key, range) };
  }

  /**
   * Opens a rendition of a public image, or the file of another public asset. The files of images are not public,
   * because their metadata tells where a photo was taken.
   *
   * @param file what `findMediaFile` returned for the asset
   * @param spec `file`, or a specification that `specPattern` matches
   * @throws not-found; unavailable if too many renditions wait
   */
  async function openMedia(
    id: string,
    file: MediaFile | undefined,
    spec: string,
    accept: string | undefined,
  ): Promise<OpenedFile> {
    if (file === undefined || (file.kind === 'image') !== (spec !== 'file')) throw assetNotFound();
    const publicHeaders = { cacheControl: cacheControlFor(file.availableUntil), tag: entityName(id) };
    if (spec === 'file') {
      const key = originalKey(file.checksum);
      const download = file.kind === 'document' ? { downloadName: file.filename ?? id } : {};
      return {
        ...file,
        ...publicHeaders,
        ...download,
        etag: `"${file.checksum}"`,
        open: (range) => storage.open(key, range),
      };
    }
    const rendition = parseSpec(spec, accept);
    if (rendition === undefined || file.width === null || file.height === null) throw assetNotFound();
    const image = { checksum: file.checksum, width: file.width, height: file.height, focalPoint: file.focalPoint };
    const { key, name, bytes, content } = await renditions.get(image, rendition);
    // Without the checksum: it would tell who has the original. The bytes of an asset never change.
    const etag = `"${id}-${name}"`;
    return {
      mediaType: mediaTypeOf(rendition.format),
      bytes,
      etag,
      ...publicHeaders,
      content,
      open: (range) => storage.open(key, range),
    };
  }

  return { openOriginal, findMediaFile, openMedia };
}
