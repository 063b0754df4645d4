import { join } from 'node:path';
import { openEmbedded } from '../embedded-database.js';
import { hasCluster } from '../embedded-directory.js';
import { copyInto, type Query } from './catalogue.js';
import { CopyError } from './copy-error.js';
import type { CopySource } from './snapshot.js';
import type { CopyTarget } from './store.js';

/**
 * Opens the embedded database in `dataDir` for reading, so that no other process can open it. Statements that write are
 * refused.
 *
 * @throws {DirectoryInUse} if a server runs on it
 * @throws {CopyError} if there is none
 */
export async function openEmbeddedSource(dataDir: string, minFreeBytes: number): Promise<CopySource> {
  if (!(await hasCluster(join(dataDir, 'pg'))))
    throw new CopyError(
      `There is no embedded database in ${dataDir}. Set DATA_DIR to the directory of the database that you want to copy.`,
    );
  const embeddedDatabase = await openEmbedded({ dataDir, minFreeBytes });
  const query: Query = async <Row>(text: string, values: readonly unknown[] = []) =>
    (await embeddedDatabase.query<Row>(text, [...values])).rows;
  try {
    await query('SET default_transaction_read_only = on');
  } catch (error) {
    await embeddedDatabase.close();
    throw error;
  }
  return {
    query,
    async copyOut(selection) {
      const { blob, affectedRows = 0 } = await embeddedDatabase.query(
        `COPY (${selection}) TO '/dev/blob' (ENCODING 'UTF8')`,
      );
      return { bytes: Buffer.from((await blob?.arrayBuffer()) ?? new ArrayBuffer(0)), rows: affectedRows };
    },
    close: () => embeddedDatabase.close(),
  };
}

/**
 * Opens the embedded database in `dataDir`, in which a copy is stored. Creates it if there is none.
 *
 * @throws {DirectoryInUse} if a server runs on it
 */
export async function openEmbeddedTarget(dataDir: string, minFreeBytes: number): Promise<CopyTarget> {
  const embeddedDatabase = await openEmbedded({ dataDir, minFreeBytes });
  const query: Query = async <Row>(text: string, values: readonly unknown[] = []) =>
    (await embeddedDatabase.query<Row>(text, [...values])).rows;
  return {
    query,
    async transaction(work) {
      await query('BEGIN');
      try {
        await work({
          query,
          async copyIn(table, input) {
            const statement = `COPY ${copyInto(table)} FROM '/dev/blob' (ENCODING 'UTF8')`;
            for await (const bytes of input)
              await embeddedDatabase.query(statement, [], { blob: new Blob([new Uint8Array(bytes)]) });
          },
        });
        await query('COMMIT');
      } catch (error) {
        await query('ROLLBACK').catch(() => {});
        throw error;
      }
    },
    close: () => embeddedDatabase.close(),
  };
}
