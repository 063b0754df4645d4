-- What is said of a saved change, which one it brought back, and when it was first shown to the public.
ALTER TABLE "revisions"
    ADD COLUMN "note" TEXT,
    ADD COLUMN "restored_from" INTEGER,
    ADD COLUMN "published_at" TIMESTAMPTZ(3);

-- Of those that were public before and are not now nobody has kept account.
UPDATE "revisions" r SET "published_at" = p."updated_at" FROM "publications" p
  WHERE p."article_id" = r."article_id" AND p."revision" = r."number";

-- Who works on an article, as far as they say so.
CREATE TABLE "article_locks" (
    "article_id" UUID NOT NULL,
    "holder" TEXT NOT NULL,
    "token_id" UUID,
    "since" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "article_locks_pkey" PRIMARY KEY ("article_id"),
    CONSTRAINT "article_locks_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- Links that show one revision to whoever has them.
CREATE TABLE "previews" (
    "id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "article_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "name" TEXT,
    "created_by" TEXT NOT NULL,
    "by_publisher" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_count" INTEGER NOT NULL DEFAULT 0,
    "last_opened_at" TIMESTAMPTZ(3),

    CONSTRAINT "previews_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "previews_article_id_revision_fkey" FOREIGN KEY ("article_id", "revision") REFERENCES "revisions"("article_id", "number") ON DELETE CASCADE ON UPDATE CASCADE
);

CREATE UNIQUE INDEX "previews_hash_key" ON "previews"("hash");
CREATE INDEX "previews_article_id_created_at_id_idx" ON "previews"("article_id", "created_at" DESC, "id" DESC);
CREATE INDEX "previews_article_id_revision_idx" ON "previews"("article_id", "revision");
CREATE INDEX "previews_expires_at_idx" ON "previews"("expires_at");
