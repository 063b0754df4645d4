import { buffer } from 'node:stream/consumers';
import { LRUCache } from 'lru-cache';
import { problems } from '../../platform/problems/index.js';
import { type FoundFile, missingFile, type Storage } from '../../platform/storage/index.js';
import { originalKey, renditionKey } from './file-keys.rules.js';
import type { ImageReader } from './picture.js';
import { cropOf, type FocalPoint, type Rendition, renditionName } from './renditions.rules.js';

/** An image of which a rendition is made. `width` and `height` are those of the displayed image. */
export type SourceImage = { checksum: string; width: number; height: number; focalPoint: FocalPoint | null };

/** How many renditions may wait until one of them is made. */
const maxWaiting = 100;

/** The memory for renditions that were recently sent, and the size above which one is read from the storage each time. */
const memoryBytes = 16 * 1024 ** 2;
const maxContentBytes = 1024 ** 2;

const encoderOptions = {
  avif: { quality: 50, effort: 3 },
  webp: { quality: 78, effort: 3 },
  jpg: { quality: 80, progressive: true, mozjpeg: false },
} as const;

type RenditionFile = FoundFile & { key: string; name: string };

export type Renditions = ReturnType<typeof createRenditions>;

/** Makes renditions of images when they are first requested, and stores them. */
export function createRenditions(storage: Storage, { open, limit }: ImageReader) {
  const workByKey = new Map<string, Promise<void>>();
  // The bytes of a key never change.
  const contents = new LRUCache<string, Buffer>({
    maxSize: memoryBytes,
    maxEntrySize: maxContentBytes,
    sizeCalculation: ({ byteLength }) => Math.max(1, byteLength),
  });

  async function render(key: string, image: SourceImage, { width, ratio, format }: Rendition): Promise<void> {
    const original = await buffer(await storage.open(originalKey(image.checksum)));
    const pipeline = open(original).autoOrient();
    if (ratio !== undefined) pipeline.extract(cropOf(image, ratio, image.focalPoint ?? { x: 0.5, y: 0.5 }));
    pipeline.resize({ width, withoutEnlargement: true });
    if (format === 'jpg') pipeline.flatten({ background: '#ffffff' }).jpeg(encoderOptions.jpg);
    else if (format === 'webp') pipeline.webp(encoderOptions.webp);
    else pipeline.avif(encoderOptions.avif);
    const bytes = await pipeline.toBuffer();
    const file = await storage.receive(partsOf(bytes));
    try {
      await file.store(key);
    } finally {
      await file.discard();
    }
  }

  /**
   * Returns the key and the size of a rendition, and its bytes unless it is large. Requests for the same rendition wait
   * for one another.
   *
   * @throws unavailable if too many renditions wait
   */
  async function get(image: SourceImage, rendition: Rendition): Promise<RenditionFile> {
    const name = renditionName(rendition, image.focalPoint);
    const key = renditionKey(image.checksum, name);
    const cachedContent = contents.get(key);
    if (cachedContent !== undefined) return { key, name, bytes: cachedContent.byteLength, content: cachedContent };
    const storedFile = await find(key);
    if (storedFile !== undefined) return { key, name, ...storedFile };
    const before = workByKey.get(key);
    if (before === undefined && limit.pendingCount >= maxWaiting)
      throw problems.unavailable('Too many renditions are being made.', { headers: { 'retry-after': '5' } });
    const work = before ?? limit(() => render(key, image, rendition)).finally(() => workByKey.delete(key));
    workByKey.set(key, work);
    await work;
    const newFile = await find(key);
    if (newFile === undefined) throw missingFile();
    return { key, name, ...newFile };
  }

  /** Finds a rendition in the storage, and keeps its bytes. */
  async function find(key: string): Promise<FoundFile | undefined> {
    const file = await storage.find(key, maxContentBytes);
    if (file?.content !== undefined) contents.set(key, file.content);
    return file;
  }

  return { get };
}

async function* partsOf(bytes: Buffer) {
  yield bytes;
}
