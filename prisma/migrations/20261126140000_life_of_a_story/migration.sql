-- The life of a story over time: what is planned for it, until when it is embargoed, and why it was killed.
ALTER TABLE "articles"
    ADD COLUMN "scheduled_for" TIMESTAMPTZ(3),
    ADD COLUMN "unpublish_at" TIMESTAMPTZ(3),
    ADD COLUMN "embargoed_until" TIMESTAMPTZ(3),
    ADD COLUMN "killed_at" TIMESTAMPTZ(3),
    ADD COLUMN "kill_reason" TEXT,
    ADD COLUMN "kill_note" TEXT,
    DROP CONSTRAINT "articles_status",
    ADD CONSTRAINT "articles_status" CHECK ("status" IN ('draft', 'scheduled', 'published', 'unpublished', 'killed', 'trashed')),
    ADD CONSTRAINT "articles_plan" CHECK (
      CASE "status"
        WHEN 'scheduled' THEN "scheduled_for" IS NOT NULL
        WHEN 'published' THEN true
        ELSE "scheduled_for" IS NULL AND "unpublish_at" IS NULL
      END
    );
CREATE INDEX "articles_scheduled_for" ON "articles"("scheduled_for", "id") WHERE "scheduled_for" IS NOT NULL;
CREATE INDEX "articles_unpublish_at" ON "articles"("unpublish_at", "id") WHERE "unpublish_at" IS NOT NULL;
CREATE INDEX "articles_trashed_at" ON "articles"("trashed_at", "id") WHERE "status" = 'trashed';

-- What readers are told of a story that they knew and that was killed. Its addresses are in publication_slugs.
CREATE TABLE "publication_tombstones" (
    "article_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "publication_tombstones_pkey" PRIMARY KEY ("article_id")
);
ALTER TABLE "publication_tombstones" ADD CONSTRAINT "publication_tombstones_article_id_fkey"
  FOREIGN KEY ("article_id") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE;
