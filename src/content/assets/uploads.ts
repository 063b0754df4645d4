import { createHash } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import type { z } from 'zod';
import { hashParts } from '../../lib/hash-parts.js';
import { type Actor, systemActor } from '../../platform/auth/index.js';
import type { PeriodicJob } from '../../platform/background/index.js';
import type { Session, Transaction } from '../../platform/db/index.js';
import type { Storage } from '../../platform/storage/index.js';
import type { AppendAssetEvent } from './event-appender.js';
import { assetEvents } from './events.js';
import { originalKey, renditionFolder } from './file-keys.rules.js';
import { inspectFile } from './inspect.js';
import { readEmbeddedMetadata } from './metadata.js';
import { describeNewAsset, type GivenDescription } from './new-description.js';
import type { ImageReader } from './picture.js';
import { onlyImages, searchTextsOf } from './rules.js';
import type { DeskAsset } from './schemas.js';
import type { createSourceReader } from './source-files.js';
import { assetStore, revealDrafts } from './store.js';
import { type AssetSource, describeByAddress } from './upload.schemas.js';
import { toColumns } from './values.js';

type Dependencies = {
  database: Session;
  storage: Storage;
  readImage: ImageReader;
  appendEvent: AppendAssetEvent;
  sources: ReturnType<typeof createSourceReader>;
};

type UploadResult = { asset: DeskAsset; isNew: boolean };

type UploadOptions = {
  /** Whether other files than images are refused. */
  isImage?: boolean;
  /** Is called with the id of the asset in the transaction that has stored or found it. */
  onStored?: (tx: Transaction, id: string) => Promise<void>;
};

/** How long the files of uploads that were interrupted are kept. No upload takes longer. */
const incompleteRetentionMs = 24 * 60 * 60 * 1_000;

/** Stores the files of assets and deletes them. */
export function createUploads({ database, storage, readImage, appendEvent, sources }: Dependencies) {
  const store = assetStore(database);

  /**
   * Stores a file. The same bytes again are the same asset, which stays as it is.
   *
   * @param describe returns what the request says about the file; is called when the bytes have been read
   * @returns the asset, and whether it is new
   * @throws invalid-request for an empty file; unsupported-file; unreadable-file; not-an-image for a focal point of
   *   another file; unknown-reference; what `describe` throws
   */
  async function upload(
    actor: Actor,
    bytes: AsyncIterable<Buffer>,
    describe: () => GivenDescription,
    { isImage = false, onStored }: UploadOptions = {},
  ): Promise<UploadResult> {
    const digest = createHash('sha256');
    const file = await storage.receive(hashParts(bytes, digest));
    try {
      const description = describe();
      const { kind, mediaType, picture } = await inspectFile(readImage, file, description.requestFields);
      if (isImage && kind !== 'image') throw onlyImages(mediaType);
      const metadata = kind === 'image' ? await readEmbeddedMetadata(file.path) : undefined;
      const checksum = digest.digest('hex');
      const key = originalKey(checksum);
      await file.store(key);
      const work = database.transaction(actor, async (tx) => {
        await store.lockFile(tx, key);
        const id = uuid();
        const { input, people, names } = await describeNewAsset(tx, actor, description, metadata);
        const isNew = await store.create(tx, {
          ...{ id, kind, mediaType, bytes: file.bytes, checksum },
          ...toColumns(input),
          ...picture,
          ...searchTextsOf(input, names),
          ...(description.history === undefined ? {} : { createdAt: description.history.createdAt }),
        });
        if (!isNew) {
          const existingId = (await store.findByChecksum(tx, checksum)) ?? '';
          await onStored?.(tx, existingId);
          return { asset: await store.readDesk(tx, existingId), isNew };
        }
        // The file of a deleted asset with the same bytes may have been removed just now.
        await file.store(key);
        if (description.history?.isPublic) await revealDrafts(tx, [id]);
        await store.writePeople(tx, id, people);
        await onStored?.(tx, id);
        const asset = await store.readDesk(tx, id);
        await appendEvent(tx, assetEvents.created, asset, actor);
        return { asset, isNew };
      });
      return await work.catch(async (error: unknown) => {
        // If this fails too, `media prune` finds the file.
        await removeUnusedFile(systemActor, checksum).catch(() => {});
        throw error;
      });
    } finally {
      await file.discard();
    }
  }

  /**
   * Fetches a file from another server and stores it. The same bytes again are the same asset, which stays as it is.
   *
   * @param signal cancels the download
   * @returns the asset, and whether it is new
   * @throws source-unavailable; what `upload` throws
   */
  const uploadFromSource = (
    actor: Actor,
    { sourceUrl, ...requestFields }: z.infer<typeof AssetSource>,
    signal?: AbortSignal,
  ): Promise<UploadResult> =>
    sources.fetch(sourceUrl, signal, ({ finalUrl, parts }) =>
      upload(actor, parts, () => ({ requestFields, defaults: describeByAddress(sourceUrl, finalUrl) })),
    );

  /** Deletes a file and its renditions unless an asset has it. Holds the lock that an upload of the same bytes needs. */
  function removeUnusedFile(actor: Actor, checksum: string): Promise<void> {
    return database.transaction(actor, async (tx) => {
      const key = originalKey(checksum);
      await store.lockFile(tx, key);
      if ((await store.findByChecksum(tx, checksum)) !== undefined) return;
      await storage.remove(key);
      for await (const rendition of storage.list(renditionFolder(checksum))) await storage.remove(rendition.key);
    });
  }

  /** Deletes what uploads have left that a crash of the server interrupted. */
  const incompleteFileCleanup: PeriodicJob = {
    name: 'incomplete uploads',
    everyMs: 60 * 60 * 1_000,
    async work() {
      const before = new Date(Date.now() - incompleteRetentionMs);
      for await (const file of storage.listIncomplete(before)) await file.remove();
      return 'idle';
    },
  };

  return { upload, uploadFromSource, removeUnusedFile, incompleteFileCleanup };
}
