export { type Database, type DatabaseSource, openDatabase } from './database.js';
export { DirectoryInUse } from './directory-lock.js';
export { databaseFault, violatedUnique } from './faults.js';
export { Prisma } from './generated/client.js';
export { releaseSlug, type SlugRegistry, takeSlug, takeSlugLike } from './slug-registry.js';
export type { Transaction } from './transaction.js';
