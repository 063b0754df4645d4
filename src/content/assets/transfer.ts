import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { hashParts } from '../../lib/hash-parts.js';
import { type Actor, hasScope, requireScope } from '../../platform/auth/index.js';
import type { Session } from '../../platform/db/index.js';
import { tooLarge } from '../../platform/problems/index.js';
import type { Storage } from '../../platform/storage/index.js';
import { findPerson } from '../people/index.js';
import { originalKey } from './file-keys.rules.js';
import { inspectFile } from './inspect.js';
import type { ImageReader } from './picture.js';
import { asInput, damagedFile, toStoredTags } from './rules.js';
import type { AssetInput, DeskAsset } from './schemas.js';
import { findAssetByChecksum } from './transfer.store.js';
import type { createUploads } from './uploads.js';

/** An asset of another newsroom. People are named by slugs. */
export type TransferredAsset = {
  /** The SHA-256 checksum of the file. */
  checksum: string;
  createdAt: Date;
  input: AssetInput;
};

/** What an import did. `omissions` names what could not be kept, with the reasons. */
export type TransferOutcome = { outcome: 'created' | 'updated' | 'unchanged'; omissions: string[] };

/** A file that can be read more than once. `bytes` is its size. `open` returns its parts. */
export type TransferredFile = { bytes: number; open(): AsyncIterable<Buffer> };

type Dependencies = {
  database: Session;
  storage: Storage;
  readImage: ImageReader;
  maxBytes: number;
  upload: ReturnType<typeof createUploads>['upload'];
  change(actor: Actor, id: string, toInput: (before: DeskAsset) => AssetInput): Promise<DeskAsset>;
};

/** Returns the function that imports assets of another newsroom. */
export function createTransfer({ database, storage, readImage, maxBytes, upload, change }: Dependencies) {
  /**
   * Imports an asset with its file. If there is an asset with the same bytes, its description is replaced, and its file
   * is stored again if it is missing here. A public asset stays public, and rights that have ended here stay ended. An
   * import of the same asset again changes nothing.
   *
   * @param findFile finds the file; is called only if the file is needed
   * @param isDryRun whether to return the outcome without changing anything
   * @throws forbidden; too-large; unsupported-file; unreadable-file, also for bytes with another checksum; not-an-image;
   *   what `findFile` throws
   */
  return async function importAsset(
    actor: Actor,
    asset: TransferredAsset,
    findFile: () => Promise<TransferredFile>,
    isDryRun: boolean,
  ): Promise<TransferOutcome> {
    requireScope(actor, 'content:write');
    const before = await findAssetByChecksum(database, asset.checksum);
    const { input, omissions } = await fit(actor, asset.input, before);
    if (before === undefined) {
      await create(actor, { ...asset, input }, await findFile(), isDryRun);
      return { outcome: 'created', omissions };
    }
    await restoreFile(before, findFile, isDryRun);
    if (isDeepStrictEqual(comparable(asInput(before)), comparable(input))) return { outcome: 'unchanged', omissions };
    if (!isDryRun) await change(actor, before.id, () => input);
    return { outcome: 'updated', omissions };
  };

  /** Returns a description that this newsroom can store: with the ids of its people, and what the actor may publish. */
  async function fit(
    actor: Actor,
    { visibility = 'draft', ...input }: AssetInput,
    before: DeskAsset | undefined,
  ): Promise<{ input: AssetInput; omissions: string[] }> {
    const omissions: string[] = [];
    const idOf = async (ref: string) => {
      const id = await findPerson(database, ref);
      if (id === undefined) omissions.push(`the person "${ref}", who is not in the directory`);
      return id;
    };
    const people: string[] = [];
    for (const ref of input.people ?? []) {
      const id = await idOf(ref);
      if (id !== undefined) people.push(id);
    }
    const creator = input.creator == null ? undefined : await idOf(input.creator);
    if (before?.visibility === 'public') requireScope(actor, 'content:publish');
    const isPublic = before?.visibility === 'public' || (visibility === 'public' && hasScope(actor, 'content:publish'));
    if (visibility === 'public' && !isPublic)
      omissions.push('that the asset is public, which needs the scope content:publish');
    const rights = keepEndedRights(input, before);
    if (rights !== undefined) omissions.push('the rights, because they have ended here');
    return {
      input: { ...input, ...rights, people, creator: creator ?? null, visibility: isPublic ? 'public' : 'draft' },
      omissions,
    };
  }

  async function create(
    actor: Actor,
    { checksum, createdAt, input: { visibility, ...requestFields } }: TransferredAsset,
    file: TransferredFile,
    isDryRun: boolean,
  ): Promise<void> {
    if (file.bytes > maxBytes) throw tooLarge(maxBytes);
    const parts = requireChecksum(file.open(), checksum);
    if (!isDryRun) {
      await upload(actor, parts, () => ({ requestFields, history: { createdAt, isPublic: visibility === 'public' } }));
      return;
    }
    const localFile = await storage.receive(parts);
    try {
      await inspectFile(readImage, localFile, requestFields);
    } finally {
      await localFile.discard();
    }
  }

  /** Stores the file of an asset if it is missing here, or has another size. */
  async function restoreFile(
    { checksum, bytes }: DeskAsset,
    findFile: () => Promise<TransferredFile>,
    isDryRun: boolean,
  ): Promise<void> {
    const key = originalKey(checksum);
    const size = await storage.size(key);
    if (size === bytes) return;
    const localFile = await storage.receive(requireChecksum((await findFile()).open(), checksum));
    try {
      if (isDryRun) return;
      if (size !== undefined) await storage.remove(key);
      await localFile.store(key);
    } finally {
      await localFile.discard();
    }
  }
}

/** Returns the rights of an asset here if they have ended and a description would extend them. */
function keepEndedRights({ availableUntil: until }: AssetInput, before: DeskAsset | undefined) {
  if (before?.availableUntil == null || new Date(before.availableUntil) > new Date()) return undefined;
  const { availableFrom, availableUntil } = before;
  return until == null || until > availableUntil ? { availableFrom, availableUntil } : undefined;
}

/** Passes the parts of a file on. @throws unreadable-file at the end if they have another checksum */
async function* requireChecksum(parts: AsyncIterable<Buffer>, checksum: string): AsyncGenerator<Buffer> {
  const digest = createHash('sha256');
  yield* hashParts(parts, digest);
  if (digest.digest('hex') !== checksum) throw damagedFile();
}

/** Returns a description in a form that is equal for descriptions that are stored in the same way. */
function comparable(input: AssetInput): object {
  const isEmpty = (value: unknown) =>
    value == null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
  const fields = { ...input, tags: toStoredTags(input.tags ?? []).tags, people: [...new Set(input.people)] };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value)));
}
