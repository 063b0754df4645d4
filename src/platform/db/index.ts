export { backUpDatabase, restoreDatabase } from './copy/backup.js';
export { CopyError } from './copy/copy-error.js';
export type { EncryptedColumn } from './copy/key-check.js';
export { type CopiedTable, type MoveOptions, moveDatabase } from './copy/move.js';
export type { StoredDatabase } from './copy/target.js';
export type { Database, DatabaseSource, Session } from './database.js';
export { DirectoryInUse } from './directory-lock.js';
export { databaseFault, violatedUnique } from './faults.js';
export { Prisma } from './generated/client.js';
export {
  type Columns,
  columnsOf,
  jsonArray,
  jsonObject,
  jsonText,
  rfc3339,
  select,
  selection,
} from './json-sql.js';
export {
  itemStatement,
  type JsonRow,
  memoizeByQuery,
  pageStatement,
  readItem,
  readPage,
  smallItemPageStatement,
} from './json-statements.js';
export type { ChannelSubscription } from './listener.js';
export { MigrationError } from './migration-error.js';
export { opaqueParameter } from './opaque-parameter.js';
export { openDatabase } from './open-database.js';
export { PoolerError } from './pooler.js';
export { anyOf, recordset, snakeCase } from './recordset.js';
export { noRequest, type RequestCommit, requestCommit, type Writer } from './request-commit.js';
export { checkRows } from './rows.js';
export { schemaCheck } from './schema-check.js';
export {
  claimExactSlug,
  claimSlugLike,
  claimSlugs,
  releaseSlug,
  type SlugRegistry,
  slugCandidates,
  takenSuffixExpression,
} from './slug-registry.js';
export { columnNames, type JsonValue, type Tables, tables, toJson, toKysely } from './tables.js';
export type { Reader, Transaction } from './transaction.js';
export { lockName, lockUntilCommit } from './transaction-lock.js';
