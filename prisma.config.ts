import { defineConfig } from 'prisma/config';

// `prisma generate` wants the native schema engine only to exist; any executable keeps it from being downloaded.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma',
  migrations: { path: 'prisma/migrations' },
});
