export type { Database, DatabaseSource, Session } from './database.js';
export { DirectoryInUse } from './directory-lock.js';
export { databaseFault, violatedUnique } from './faults.js';
export { composedFor, type FinishedRow, itemStatement, pageStatement, readItem, readPage } from './finished.js';
export { Prisma } from './generated/client.js';
export {
  type Columns,
  columnsOf,
  jsonArray,
  jsonObject,
  jsonText,
  rfc3339,
  select,
} from './json-sql.js';
export type { Listening } from './listener.js';
export { MigrationError } from './migration-error.js';
export { openDatabase } from './open-database.js';
export { anyOf, recordset, snakeCase } from './recordset.js';
export { noRequest, type RequestCommit, requestCommit, type Writer } from './request-commit.js';
export { checkRows } from './rows.js';
export { schemaCheck } from './schema-check.js';
export {
  otherSlugs,
  releaseSlug,
  type SlugRegistry,
  takenUpTo,
  takeSlug,
  takeSlugLike,
  takeSlugs,
} from './slug-registry.js';
export { steady } from './steady.js';
export { columnNames, type JsonValue, type Tables, tables, toJson, toKysely } from './tables.js';
export type { Reader, Transaction } from './transaction.js';
export { lockName, lockUntilCommit } from './transaction-lock.js';
