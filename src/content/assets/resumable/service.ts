import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { v4 as randomId } from 'uuid';
import { type Actor, systemActor } from '../../../platform/auth/index.js';
import type { PeriodicJob } from '../../../platform/background/index.js';
import type { Session } from '../../../platform/db/index.js';
import { Problem, problems, tooLarge } from '../../../platform/problems/index.js';
import type { Storage } from '../../../platform/storage/index.js';
import { resolvePeople } from '../referenced-people.js';
import type { AssetDescription } from '../upload.schemas.js';
import type { createUploads } from '../uploads.js';
import { divideStream } from './parts.js';
import { createOffsetProblem } from './rules.js';
import { resumableUploadStore, type UploadRow } from './store.js';

type Dependencies = {
  database: Session;
  storage: Storage;
  maxBytes: number;
  upload: ReturnType<typeof createUploads>['upload'];
};

export type UploadState = Pick<UploadRow, 'id' | 'bytes' | 'receivedBytes' | 'assetId' | 'expiresAt'>;

/** For how long an upload can be continued after its last bytes. */
const retentionMs = 24 * 60 * 60 * 1_000;
/** A part is safe when it is complete. A broken process loses at most one. */
const partBytes = 64 * 1024 * 1024;
/** The age from which a stored part that no upload has is left over from a broken process. */
const orphanAgeMs = 60 * 60 * 1_000;

const folder = 'uploads/';
const expiry = () => new Date(Date.now() + retentionMs);
const uploadNotFound = () => problems.notFound('There is no such upload, or it has expired. Begin a new one.');

/**
 * Uploads that a client can continue after a broken connection. The parts are in the storage and their state is in the
 * database, so that any process can continue an upload.
 */
export function createResumableUploads({ database, storage, maxBytes, upload }: Dependencies) {
  const store = resumableUploadStore(database);

  /** Begins an upload. @throws too-large, unknown-reference */
  async function create(actor: Actor, bytes: number, description: AssetDescription): Promise<UploadState> {
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    const state = { id: randomId(), bytes, description, expiresAt: expiry() };
    await database.transaction(actor, async (tx) => {
      // So that a mistake is not found after hours.
      await resolvePeople(tx, description);
      await store.create(tx, state);
    });
    return { ...state, receivedBytes: 0, assetId: null };
  }

  /** @throws not-found */
  async function get(id: string): Promise<UploadRow> {
    const state = await store.find(id);
    if (state === undefined) throw uploadNotFound();
    return state;
  }

  /**
   * Adds bytes to an upload. With the last byte, the file becomes an asset. What has arrived before an error is kept.
   *
   * @throws not-found; wrong-offset; too-large if there are more bytes than were announced; what reading the body
   *   throws; after the last byte, what the upload of a file throws. If the file is refused, the upload ends
   */
  async function append(actor: Actor, id: string, offset: number, body: AsyncIterable<Buffer>): Promise<UploadState> {
    let state = await get(id);
    const stream = divideStream(body);
    do {
      if (state.receivedBytes !== offset) throw createOffsetProblem(state.receivedBytes);
      const file = await storage.receive(stream.readNext(Math.min(partBytes, state.bytes - offset)));
      try {
        const end: number = offset + file.bytes;
        if (end === state.bytes) {
          if (await stream.hasMore()) throw tooLarge(state.bytes);
          if (state.assetId === null) await complete(actor, state, file);
        } else if (file.bytes > 0) {
          const key = `${folder}${id}/${offset}-${randomBytes(8).toString('hex')}`;
          await file.store(key);
          const part = { start: offset, end, key, expiresAt: expiry() };
          if (!(await database.transaction(actor, (tx) => store.addPart(tx, id, part)))) {
            await storage.remove(key);
            throw createOffsetProblem((await get(id)).receivedBytes);
          }
        }
        state = await get(id);
        offset = end;
      } finally {
        await file.discard();
      }
    } while (!stream.hasEnded && offset < state.bytes);
    stream.requireEnd();
    return state;
  }

  async function complete(actor: Actor, { id, description }: UploadRow, last: { path: string }): Promise<void> {
    const keys = await store.listParts(id);
    async function* bytes(): AsyncGenerator<Buffer> {
      for (const key of keys) yield* await storage.open(key);
      yield* createReadStream(last.path);
    }
    try {
      const { asset } = await upload(actor, bytes(), () => ({ requestFields: description }));
      await database.transaction(actor, (tx) => store.complete(tx, id, asset.id));
    } catch (error) {
      // A file that is refused stays refused. After other errors, the client sends the last bytes again.
      if (error instanceof Problem && error.definition.status < 500) await discard(actor, id);
      throw error;
    }
    await removeParts(keys);
  }

  /** Ends an upload and deletes what has arrived. @throws not-found */
  async function remove(actor: Actor, id: string): Promise<void> {
    await get(id);
    await discard(actor, id);
  }

  async function discard(actor: Actor, id: string): Promise<void> {
    const keys = await store.listParts(id);
    await database.transaction(actor, (tx) => store.remove(tx, id));
    await removeParts(keys);
  }

  /** Deletes parts. If this fails, the periodic job deletes them. */
  const removeParts = (keys: readonly string[]) => Promise.allSettled(keys.map((key) => storage.remove(key)));

  /** Deletes expired uploads, and the parts that no upload has. */
  const cleanupJob: PeriodicJob = {
    name: 'expired uploads',
    everyMs: 60 * 60 * 1_000,
    async work() {
      await database.transaction(systemActor, (tx) => store.removeExpired(tx));
      const before = Date.now() - orphanAgeMs;
      for await (const { key, changedAt } of storage.list(folder))
        if (changedAt.getTime() < before && !(await store.hasPart(key))) await storage.remove(key);
      return 'idle';
    },
  };

  return { maxBytes, create, get, append, remove, cleanupJob };
}

export type ResumableUploads = ReturnType<typeof createResumableUploads>;
