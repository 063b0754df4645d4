-- Files that are sent as a whole and taken in by whichever process comes first.

CREATE TABLE "import_jobs" (
  "id" UUID NOT NULL,
  "status" TEXT NOT NULL,
  "format" TEXT NOT NULL,
  "mode" TEXT NOT NULL,
  "dry_run" BOOLEAN NOT NULL,
  "source" TEXT,
  "section" TEXT,
  "keep_addresses" BOOLEAN NOT NULL,
  "name" TEXT,
  "size" BIGINT NOT NULL DEFAULT 0,
  "read" BIGINT NOT NULL DEFAULT 0,
  "total" INTEGER,
  "done" INTEGER NOT NULL DEFAULT 0,
  "created" INTEGER NOT NULL DEFAULT 0,
  "updated" INTEGER NOT NULL DEFAULT 0,
  "unchanged" INTEGER NOT NULL DEFAULT 0,
  "skipped" INTEGER NOT NULL DEFAULT 0,
  "failed" INTEGER NOT NULL DEFAULT 0,
  "problem" JSONB,
  "token_id" UUID,
  "actor" TEXT NOT NULL,
  "scopes" TEXT[],
  "leased_by" UUID,
  "leased_until" TIMESTAMPTZ(3),
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "version" INTEGER NOT NULL DEFAULT 1,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "heard_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "started_at" TIMESTAMPTZ(3),
  "finished_at" TIMESTAMPTZ(3),
  CONSTRAINT "import_jobs_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "import_jobs_created_at_id_idx" ON "import_jobs" ("created_at" DESC, "id" DESC);
CREATE INDEX "import_jobs_status_created_at_idx" ON "import_jobs" ("status", "created_at");

-- One at a time: two would make the same people and sections twice.
CREATE UNIQUE INDEX "import_jobs_one_runs" ON "import_jobs" ((TRUE)) WHERE "status" = 'running';

CREATE TABLE "import_chunks" (
  "job_id" UUID NOT NULL,
  "position" INTEGER NOT NULL,
  "bytes" BYTEA NOT NULL,
  CONSTRAINT "import_chunks_pkey" PRIMARY KEY ("job_id", "position"),
  CONSTRAINT "import_chunks_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "import_jobs" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- Compressing what is read once would take longer than the import.
ALTER TABLE "import_chunks" ALTER COLUMN "bytes" SET STORAGE EXTERNAL;

CREATE TABLE "import_items" (
  "job_id" UUID NOT NULL,
  "index" INTEGER NOT NULL,
  "from" TEXT NOT NULL,
  "pointer" TEXT,
  "key_source" TEXT,
  "key_id" TEXT,
  "article_id" UUID,
  "outcome" TEXT NOT NULL,
  "reason" TEXT,
  "detail" TEXT,
  "dropped" JSONB NOT NULL,
  "changes" JSONB,
  CONSTRAINT "import_items_pkey" PRIMARY KEY ("job_id", "index"),
  CONSTRAINT "import_items_job_id_fkey" FOREIGN KEY ("job_id") REFERENCES "import_jobs" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
