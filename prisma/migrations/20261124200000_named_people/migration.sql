-- Names with typing errors.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX "people_search_text_trigrams" ON "people" USING GIN ("search_text" gin_trgm_ops);

-- Imports look people up by pages about them and by name.
CREATE INDEX "people_same_as_idx" ON "people" USING GIN ("same_as");
CREATE INDEX "people_name_idx" ON "people"("name");

-- Two entries that were one person.
ALTER TABLE "people" ADD COLUMN "merged_into" UUID;
ALTER TABLE "people" ADD CONSTRAINT "people_merged_into_fkey" FOREIGN KEY ("merged_into") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX "people_merged_into" ON "people"("merged_into") WHERE "merged_into" IS NOT NULL;

CREATE TABLE "person_merges" (
    "id" UUID NOT NULL,
    "loser_id" UUID NOT NULL,
    "winner_id" UUID NOT NULL,
    "moved" JSONB NOT NULL,
    "merged_by" TEXT,
    "merged_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "person_merges_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "person_merges_loser_id_idx" ON "person_merges"("loser_id");
CREATE INDEX "person_merges_winner_id_idx" ON "person_merges"("winner_id");
ALTER TABLE "person_merges" ADD CONSTRAINT "person_merges_loser_id_fkey" FOREIGN KEY ("loser_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "person_merges" ADD CONSTRAINT "person_merges_winner_id_fkey" FOREIGN KEY ("winner_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Who is named on the newsstand, by an editor or found in the text, and with which office on that day.
ALTER TABLE "publication_people"
    ADD COLUMN "found" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "role_title" TEXT,
    ADD COLUMN "role_organisation" TEXT;
ALTER TABLE "publication_people" ADD CONSTRAINT "publication_people_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;
UPDATE "publication_people" l SET "role_title" = held."title", "role_organisation" = held."organisation"
FROM (
    SELECT DISTINCT ON (n."article_id", n."position") n."article_id", n."position", r."title", r."organisation"
    FROM "publication_people" n
    JOIN "person_roles" r ON r."person_id" = n."person_id"
        AND (r."valid_from" IS NULL OR r."valid_from" <= left(to_char(n."published_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD'), length(r."valid_from")))
        AND (r."valid_to" IS NULL OR r."valid_to" >= left(to_char(n."published_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD'), length(r."valid_to")))
    ORDER BY n."article_id", n."position", r."valid_from" DESC NULLS LAST, r."position"
) held
WHERE held."article_id" = l."article_id" AND held."position" = l."position";

CREATE TABLE "mentions" (
    "id" UUID NOT NULL,
    "article_id" UUID NOT NULL,
    "field" TEXT NOT NULL,
    "start_at" INTEGER,
    "end_at" INTEGER,
    "surface" TEXT NOT NULL,
    "text_before" TEXT NOT NULL,
    "text_after" TEXT NOT NULL,
    "title" TEXT,
    "person_id" UUID,
    "candidates" JSON NOT NULL,
    "method" TEXT NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL,
    "status" TEXT NOT NULL,
    "quoted" TEXT NOT NULL,
    "pinned" BOOLEAN NOT NULL DEFAULT false,
    "decided_by" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "mentions_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "mentions_article_id_idx" ON "mentions"("article_id");
CREATE INDEX "mentions_person_id_idx" ON "mentions"("person_id");
ALTER TABLE "mentions" ADD CONSTRAINT "mentions_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "mentions" ADD CONSTRAINT "mentions_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "publication_mentions" (
    "article_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "id" UUID NOT NULL,
    "field" TEXT NOT NULL,
    "start_at" INTEGER NOT NULL,
    "end_at" INTEGER NOT NULL,
    "surface" TEXT NOT NULL,
    "title" TEXT,
    "person_id" UUID NOT NULL,
    "role_title" TEXT,
    "role_organisation" TEXT,
    "method" TEXT NOT NULL,
    "confidence" DOUBLE PRECISION NOT NULL,
    "status" TEXT NOT NULL,
    "quoted" TEXT NOT NULL,
    "order_key" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "publication_mentions_pkey" PRIMARY KEY ("article_id","position")
);
CREATE INDEX "publication_mentions_person_id_order_key_id_idx" ON "publication_mentions"("person_id", "order_key" DESC, "id" DESC);
ALTER TABLE "publication_mentions" ADD CONSTRAINT "publication_mentions_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "publications"("article_id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "publication_mentions" ADD CONSTRAINT "publication_mentions_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "linked_articles" (
    "article_id" UUID NOT NULL,
    "revision" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "suggestions" JSON NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "linked_articles_pkey" PRIMARY KEY ("article_id")
);
ALTER TABLE "linked_articles" ADD CONSTRAINT "linked_articles_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "articles_to_link" (
    "article_id" UUID NOT NULL,
    "ticket" BIGSERIAL NOT NULL,

    CONSTRAINT "articles_to_link_pkey" PRIMARY KEY ("article_id")
);
CREATE UNIQUE INDEX "articles_to_link_ticket_key" ON "articles_to_link"("ticket");
ALTER TABLE "articles_to_link" ADD CONSTRAINT "articles_to_link_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Stories of before are linked, too.
INSERT INTO "articles_to_link" ("article_id") SELECT "id" FROM "articles" WHERE "status" <> 'trashed';
