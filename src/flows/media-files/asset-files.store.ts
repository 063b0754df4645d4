import { anyOf, type Session } from '../../platform/db/index.js';

/** The file of an asset. `bytes` is its size. */
export type AssetFile = { id: string; filename: string | null; checksum: string; bytes: number };

/** Reads which files assets have. */
export function assetFileStore({ query }: Session) {
  return {
    async count(): Promise<number> {
      const { count } = await query
        .selectFrom('assets')
        .select((eb) => eb.fn.countAll().as('count'))
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    /** Returns the files of the next assets in the order of their ids. */
    async list(afterId: string | undefined, limit: number): Promise<AssetFile[]> {
      const rows = await query
        .selectFrom('assets')
        .select(['id', 'filename', 'checksum', 'bytes'])
        .$if(afterId !== undefined, (assets) => assets.where('id', '>', afterId ?? ''))
        .orderBy('id')
        .limit(limit)
        .execute();
      return rows.map(({ bytes, ...row }) => ({ ...row, bytes: Number(bytes) }));
    },

    /** Returns those of the checksums that assets have. */
    async findUsed(checksums: readonly string[]): Promise<Set<string>> {
      const rows = await query
        .selectFrom('assets')
        .select('checksum')
        .where('checksum', '=', anyOf(checksums, 'text'))
        .execute();
      return new Set(rows.map(({ checksum }) => checksum));
    },
  };
}
