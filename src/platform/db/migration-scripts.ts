import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Migration = {
  /** The name of its folder, which begins with the time of its creation: `20261124000000_newsroom`. */
  name: string;
  script: string;
  /** SHA-256 of the script in hexadecimal, as `prisma migrate deploy` records it. */
  checksum: string;
  /**
   * False for a script that begins with `-- broadsheet: no transaction`. It has one statement, which can be repeated.
   */
  isTransactional: boolean;
};

export type SchemaObject = { kind: 'table' | 'view' | 'function'; name: string };

const withoutComments = (script: string) => script.replace(/^\s*--.*$/gm, '');

// A PL/pgSQL body has its own BEGIN, without a semicolon.
const endsTransaction =
  /(?:^|;)\s*(?:COMMIT|ROLLBACK|ABORT|START\s+TRANSACTION|BEGIN\s*(?:;|$(?![\s\S])|WORK|TRANSACTION|ISOLATION|READ))/im;
const canBeRepeated = /^\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+IF\s+NOT\s+EXISTS\s[^;]*;?\s*$/i;

function migrationOf(name: string, script: string): Migration {
  const statements = withoutComments(script);
  const isTransactional = !/^-- broadsheet: no transaction\r?\n/.test(script);
  if (isTransactional && endsTransaction.test(statements)) {
    throw new Error(
      `The migration ${name} begins or ends a transaction. It already runs in one. Remove that statement.`,
    );
  }
  if (!isTransactional && !canBeRepeated.test(statements)) {
    throw new Error(
      `The migration ${name} runs outside a transaction, so it may have only one statement, which can be repeated: ` +
        'CREATE INDEX CONCURRENTLY IF NOT EXISTS.',
    );
  }
  return { name, script, checksum: createHash('sha256').update(script).digest('hex'), isTransactional };
}

/** Reads the migrations in `baseDir`, the oldest first. @throws for a script that cannot be run safely */
export async function readMigrations(baseDir: string): Promise<Migration[]> {
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => migrationOf(name, await readFile(join(baseDir, name, 'migration.sql'), 'utf8'))),
  );
}

const namePattern = String.raw`(?:"?public"?\.)?"?(\w+)"?`;
const definitionPattern = new RegExp(
  String.raw`\b(CREATE|DROP|ALTER)\s+(?:OR\s+REPLACE\s+)?(TABLE|VIEW|FUNCTION)\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?${namePattern}(?:\s+RENAME\s+TO\s+"?(\w+)"?)?`,
  'gi',
);

/**
 * Returns the tables, views and functions that exist after all scripts.
 *
 * @param dropped whether to include objects that a later script drops or renames
 */
export function objectsOf(migrations: readonly Migration[], { dropped: includesDropped = false } = {}): SchemaObject[] {
  const objects = new Map<string, SchemaObject>();
  for (const { script } of migrations) {
    for (const [, verb = '', what = '', name = '', newName] of withoutComments(script).matchAll(definitionPattern)) {
      const kind = what.toLowerCase() as SchemaObject['kind'];
      const add = (object: SchemaObject) => objects.set(`${kind} ${object.name}`, object);
      if (verb.toUpperCase() === 'CREATE') add({ kind, name });
      if (newName !== undefined) add({ kind, name: newName });
      if (!includesDropped && (verb.toUpperCase() === 'DROP' || newName !== undefined))
        objects.delete(`${kind} ${name}`);
    }
  }
  return [...objects.values()];
}

/** Returns the tables into which a script inserts a first row of defaults. */
export const seededTables = (migrations: readonly Migration[]): ReadonlySet<string> =>
  new Set(
    migrations.flatMap(({ script }) =>
      [...script.matchAll(new RegExp(String.raw`INSERT\s+INTO\s+${namePattern}\s+DEFAULT\s+VALUES`, 'gi'))].map(
        ([, table = '']) => table,
      ),
    ),
  );
