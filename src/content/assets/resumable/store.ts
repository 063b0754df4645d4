import { z } from 'zod';
import { Prisma, type Session, type Transaction, toJson } from '../../../platform/db/index.js';
import type { AssetDescription } from '../upload.schemas.js';

const UploadRow = z.object({
  id: z.string(),
  bytes: z.number(),
  receivedBytes: z.number(),
  description: z.record(z.string(), z.unknown()),
  assetId: z.string().nullable(),
  expiresAt: z.date(),
});

/** An upload that a client can continue. `description` was validated when the upload was created. */
export type UploadRow = Omit<z.infer<typeof UploadRow>, 'description'> & { description: AssetDescription };

const KeyRow = z.object({ key: z.string() });

/** Reads and writes the state of resumable uploads. */
export function resumableUploadStore(database: Session) {
  return {
    async create(
      tx: Transaction,
      upload: Pick<UploadRow, 'id' | 'bytes' | 'description' | 'expiresAt'>,
    ): Promise<void> {
      await tx.query
        .insertInto('assetUploads')
        .values({ ...upload, description: toJson(upload.description) })
        .execute();
    },

    /** Finds an upload that has not expired. */
    async find(id: string): Promise<UploadRow | undefined> {
      const [row] = await database.run(
        Prisma.sql`SELECT id, bytes::float8 AS bytes, received_bytes::float8 AS "receivedBytes", description,
          asset_id AS "assetId", expires_at AS "expiresAt"
          FROM asset_uploads WHERE id = ${id}::uuid AND expires_at > now()`,
        UploadRow,
      );
      return row as UploadRow | undefined;
    },

    /** Returns the keys of the parts of an upload, in the order of the file. */
    async listParts(id: string): Promise<string[]> {
      const rows = await database.query
        .selectFrom('assetUploadParts')
        .select('key')
        .where('uploadId', '=', id)
        .orderBy('start')
        .execute();
      return rows.map(({ key }) => key);
    },

    /**
     * Records a part that is in the storage.
     *
     * @returns whether it was recorded. It is not if the upload does not end at `start`, or does not exist
     */
    async addPart(tx: Transaction, id: string, part: { start: number; end: number; key: string; expiresAt: Date }) {
      const [row] = await tx.run(
        Prisma.sql`WITH upload AS (
            UPDATE asset_uploads SET received_bytes = ${part.end}::bigint, expires_at = ${part.expiresAt}
            WHERE id = ${id}::uuid AND received_bytes = ${part.start}::bigint AND asset_id IS NULL RETURNING id
          ), part AS (
            INSERT INTO asset_upload_parts (upload_id, start, key) SELECT id, ${part.start}::bigint, ${part.key} FROM upload
          )
          SELECT id AS key FROM upload`,
        KeyRow,
      );
      return row !== undefined;
    },

    /** Records the asset of a complete upload. Its parts are not needed any more. */
    async complete(tx: Transaction, id: string, assetId: string): Promise<void> {
      await tx.query.deleteFrom('assetUploadParts').where('uploadId', '=', id).execute();
      await tx.run(
        Prisma.sql`UPDATE asset_uploads SET received_bytes = bytes, asset_id = ${assetId}::uuid WHERE id = ${id}::uuid RETURNING id AS key`,
        KeyRow,
      );
    },

    /** Deletes an upload with the records of its parts. */
    async remove(tx: Transaction, id: string): Promise<void> {
      await tx.query.deleteFrom('assetUploads').where('id', '=', id).execute();
    },

    /** Deletes the uploads that have expired, with the records of their parts. */
    async removeExpired(tx: Transaction): Promise<void> {
      await tx.query.deleteFrom('assetUploads').where('expiresAt', '<=', new Date()).execute();
    },

    /** Returns whether a file in the storage is a part of an upload. */
    async hasPart(key: string): Promise<boolean> {
      const row = await database.query
        .selectFrom('assetUploadParts')
        .select('start')
        .where('key', '=', key)
        .executeTakeFirst();
      return row !== undefined;
    },
  };
}
