import { createHash } from 'node:crypto';
import { v7 as uuid } from 'uuid';
import { hashParts } from '../../lib/hash-parts.js';
import type { Actor } from '../../platform/auth/index.js';
import type { PeriodicJob } from '../../platform/background/index.js';
import type { Session, Transaction } from '../../platform/db/index.js';
import { invalidBody, tooLarge } from '../../platform/problems/index.js';
import type { Storage } from '../../platform/storage/index.js';
import type { EmbeddedMetadata } from './embedded-metadata.rules.js';
import type { AppendAssetEvent } from './event-appender.js';
import { assetEvents } from './events.js';
import { originalKey, renditionFolder } from './file-keys.rules.js';
import { detectFileType } from './file-types.js';
import { noMetadata, readEmbeddedMetadata } from './metadata.js';
import { findPeopleByName } from './people.store.js';
import type { ImageReader } from './picture.js';

import { searchTextsOf } from './rules.js';
import type { AssetInput, DeskAsset } from './schemas.js';
import { type AssetPeople, assetStore } from './store.js';
import { toColumns } from './values.js';

type Dependencies = {
  database: Session;
  storage: Storage;
  readImage: ImageReader;
  appendEvent: AppendAssetEvent;
};

/** The maximum size of an image file, because an image is decoded from memory. */
const maxImageBytes = 200 * 1024 * 1024;

/** The maximum number of tags of an asset. */
const maxTags = 50;

/** How long the files of uploads that were interrupted are kept. No upload takes longer. */
const incompleteRetentionMs = 24 * 60 * 60 * 1_000;

/** Stores the files of assets and deletes them. */
export function createUploads({ database, storage, readImage, appendEvent }: Dependencies) {
  const store = assetStore(database);

  /**
   * Stores a file. The same bytes again are the same asset, which stays as it is.
   *
   * @returns the asset, and whether it is new
   * @throws invalid-request for an empty file; unsupported-file; unreadable-file
   */
  async function upload(
    actor: Actor,
    bytes: AsyncIterable<Buffer>,
    filename: string | undefined,
  ): Promise<{ asset: DeskAsset; isNew: boolean }> {
    const digest = createHash('sha256');
    const file = await storage.receive(hashParts(bytes, digest));
    try {
      if (file.bytes === 0) throw invalidBody('empty-body', 'The body is empty. Send a file.');
      const { mediaType, kind } = await detectFileType(file.path);
      if (kind === 'image' && file.bytes > maxImageBytes) throw tooLarge(maxImageBytes);
      const picture = kind === 'image' ? await readImage.describe(file.path, mediaType) : {};
      const metadata = kind === 'image' ? await readEmbeddedMetadata(file.path) : undefined;
      const checksum = digest.digest('hex');
      const key = originalKey(checksum);
      await file.store(key);
      return await database.transaction(actor, async (tx) => {
        await store.lockFile(tx, key);
        const id = uuid();
        const { input, people, names } = await describeUpload(tx, actor, filename, metadata);
        const isNew = await store.create(tx, {
          ...{ id, kind, mediaType, bytes: file.bytes, checksum },
          ...toColumns(input),
          ...picture,
          ...searchTextsOf(input, names),
        });
        if (!isNew) {
          const existingId = await store.findByChecksum(tx, checksum);
          return { asset: await store.readDesk(tx, existingId ?? ''), isNew };
        }
        // The file of a deleted asset with the same bytes may have been removed just now.
        await file.store(key);
        await store.writePeople(tx, id, people);
        const asset = await store.readDesk(tx, id);
        await appendEvent(tx, assetEvents.created, asset, actor);
        return { asset, isNew };
      });
    } finally {
      await file.discard();
    }
  }

  /**
   * Returns the description of a new asset from the metadata of its file. People are those of the directory who alone
   * have the name. The names of other people who are pictured become tags.
   */
  async function describeUpload(
    tx: Transaction,
    actor: Actor,
    filename: string | undefined,
    { creatorNames, picturedNames, ...description }: EmbeddedMetadata = noMetadata,
  ): Promise<{ input: AssetInput; people: AssetPeople; names: string[] }> {
    const idsByName = await findPeopleByName(
      tx,
      [...creatorNames, ...picturedNames],
      actor.isLimitedToOwn ? 'public' : 'desk',
    );
    const [creatorName] = creatorNames;
    const creatorId = creatorNames.length === 1 ? idsByName.get(creatorName ?? '') : undefined;
    const tags = [...(description.tags ?? []), ...picturedNames.filter((name) => !idsByName.has(name))].slice(
      0,
      maxTags,
    );
    return {
      input: { ...description, filename, tags },
      people: { creatorId, picturedIds: [...new Set(picturedNames.flatMap((name) => idsByName.get(name) ?? []))] },
      names: picturedNames.concat(creatorId === undefined ? [] : creatorNames).filter((name) => idsByName.has(name)),
    };
  }

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

  return { upload, removeUnusedFile, incompleteFileCleanup };
}
