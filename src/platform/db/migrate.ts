import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import type { Pool } from 'pg';

type Engine = import('@prisma/schema-engine-wasm').SchemaEngine;
type Exports = { __wbindgen_start: () => void };
type Glue = typeof import('@prisma/schema-engine-wasm') & { __wbg_set_wasm: (exports: Exports) => void };

// Node has it; its types name it only beside those of the browser.
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: { instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: Exports } }> };
};

let loaded: Promise<Glue> | undefined;

/** Once a process: the glue holds on to the memory of the first. */
async function load(): Promise<Glue> {
  const require = createRequire(import.meta.url);
  const glue = (await import('@prisma/schema-engine-wasm/schema_engine_bg')) as unknown as Glue;
  const directory = dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const bytes = await readFile(join(directory, 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return glue;
}

/**
 * Prisma's schema engine as WebAssembly: the one inside the CLI, without the native binary that the CLI downloads.
 */
async function startEngine(pool: Pool): Promise<Engine> {
  loaded ??= load();
  const glue = await loaded;
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
  return glue.SchemaEngine.new({ datamodels: undefined }, () => {}, adapter);
}

async function namesIn(baseDir: string): Promise<string[]> {
  const entries = await readdir(baseDir, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function readMigrations(baseDir: string, names: readonly string[]) {
  return {
    baseDir,
    lockfile: { path: 'migration_lock.toml', content: await readFile(join(baseDir, 'migration_lock.toml'), 'utf8') },
    shadowDbInitScript: '',
    migrationDirectories: await Promise.all(
      names.map(async (path) => ({
        path,
        migrationFile: {
          path: 'migration.sql',
          content: { tag: 'ok' as const, value: await readFile(join(baseDir, path, 'migration.sql'), 'utf8') },
        },
      })),
    ),
  };
}

/** Whether all of these are recorded as applied, and none as failed: mostly so, and the engine takes its time to start. */
async function areApplied(pool: Pool, names: readonly string[]): Promise<boolean> {
  const { rows } = await pool.query<{ known: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS known`,
  );
  if (rows[0]?.known !== true) return false;
  const recorded = await pool.query<{ name: string; done: boolean }>(
    `SELECT migration_name AS name, finished_at IS NOT NULL AS done FROM _prisma_migrations WHERE rolled_back_at IS NULL`,
  );
  const applied = new Set(recorded.rows.map(({ name }) => name));
  return recorded.rows.every(({ done }) => done) && names.every((name) => applied.has(name));
}

/**
 * Applies the migrations that are not applied yet and records them in `_prisma_migrations`, as `prisma migrate deploy` does.
 * Processes that start at the same time take turns.
 *
 * @param pool is of this call's own, where there are other processes: the engine locks them out for as long as its
 *   connection lasts
 * @returns the names of those applied now
 */
export async function migrate(pool: Pool, baseDir: string): Promise<string[]> {
  const names = await namesIn(baseDir);
  if (await areApplied(pool, names)) return [];
  const engine = await startEngine(pool);
  try {
    const migrationsList = await readMigrations(baseDir, names);
    const { appliedMigrationNames } = await engine.applyMigrations({
      migrationsList,
      filters: { externalTables: [], externalEnums: [] },
    });
    return appliedMigrationNames;
  } finally {
    engine.free();
  }
}
