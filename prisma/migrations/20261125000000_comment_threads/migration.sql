-- Threads with places for comments that are gone, reactions, flags, pins, where imported comments come from, notices.
ALTER TABLE "comments"
    ADD COLUMN "root_id" UUID,
    ADD COLUMN "descendants" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "reactions" JSONB NOT NULL DEFAULT '{}',
    ADD COLUMN "score" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "open_flags" INTEGER NOT NULL DEFAULT 0,
    ADD COLUMN "pinned_at" TIMESTAMPTZ(3),
    ADD COLUMN "reviewed_at" TIMESTAMPTZ(3),
    ADD COLUMN "by_staff" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "reader_key" TEXT,
    ADD COLUMN "notify" BOOLEAN NOT NULL DEFAULT false,
    ADD COLUMN "source" TEXT,
    ADD COLUMN "source_id" TEXT;

-- Until now a comment that was taken back while others answered it stayed approved.
UPDATE "comments" SET "status" = 'rejected' WHERE "deleted_at" IS NOT NULL;

UPDATE "comments" c SET "root_id" = t.root FROM (
  WITH RECURSIVE tree AS (
    SELECT id, id AS root FROM comments WHERE parent_id IS NULL
    UNION ALL SELECT c.id, tree.root FROM comments c JOIN tree ON c.parent_id = tree.id
  ) SELECT * FROM tree
) t WHERE t.id = c.id AND c.parent_id IS NOT NULL;

UPDATE "comments" c SET "descendants" = b.n FROM (
  WITH RECURSIVE above AS (
    SELECT parent_id AS id FROM comments WHERE status = 'approved' AND parent_id IS NOT NULL
    UNION ALL SELECT c.parent_id FROM comments c JOIN above ON c.id = above.id WHERE c.parent_id IS NOT NULL
  ) SELECT id, count(*)::int AS n FROM above GROUP BY id
) b WHERE b.id = c.id;

UPDATE "comments" c SET "reply_count" = (SELECT count(*) FROM comments r WHERE r.parent_id = c.id AND r.status = 'approved')
  WHERE EXISTS (SELECT FROM comments r WHERE r.parent_id = c.id AND r.deleted_at IS NOT NULL);
UPDATE "comment_counts" n SET "approved" = (SELECT count(*) FROM comments c WHERE c.article_id = n.article_id AND c.status = 'approved')
  WHERE EXISTS (SELECT FROM comments c WHERE c.article_id = n.article_id AND c.deleted_at IS NOT NULL);
UPDATE "comments" SET "reviewed_at" = "updated_at" WHERE "status" <> 'pending';

ALTER TABLE "comments"
    ADD COLUMN "shown" BOOLEAN NOT NULL GENERATED ALWAYS AS ("status" = 'approved' OR "descendants" > 0) STORED,
    ADD CONSTRAINT "comments_descendants" CHECK ("descendants" >= 0),
    ADD CONSTRAINT "comments_open_flags" CHECK ("open_flags" >= 0);

DROP INDEX "comments_parent_id_status_created_at_id_idx";
CREATE INDEX "comments_parent_id_created_at_id_idx" ON "comments"("parent_id", "created_at" DESC, "id" DESC);
CREATE UNIQUE INDEX "comments_source_source_id_key" ON "comments"("source", "source_id");
CREATE INDEX "comments_shown" ON "comments"("article_id", "created_at" DESC, "id" DESC) WHERE "shown";
CREATE INDEX "comments_shown_tops" ON "comments"("article_id", "created_at" DESC, "id" DESC) WHERE "shown" AND "parent_id" IS NULL;
CREATE INDEX "comments_shown_best" ON "comments"("article_id", "score" DESC, "id" DESC) WHERE "shown" AND "parent_id" IS NULL;
CREATE INDEX "comments_shown_replies" ON "comments"("parent_id", "created_at" DESC, "id" DESC) WHERE "shown";
CREATE INDEX "comments_shown_threads" ON "comments"("root_id", "created_at" DESC, "id" DESC) WHERE "shown";
CREATE INDEX "comments_pinned" ON "comments"("article_id", "created_at" DESC, "id" DESC) WHERE "pinned_at" IS NOT NULL;
CREATE INDEX "comments_reported" ON "comments"("created_at" DESC, "id" DESC) WHERE "open_flags" > 0;
CREATE INDEX "comments_unreviewed" ON "comments"("created_at" DESC, "id" DESC) WHERE "status" = 'approved' AND "reviewed_at" IS NULL;
CREATE INDEX "comments_known_readers" ON "comments"("created_at") WHERE "reader_key" IS NOT NULL;
CREATE INDEX "comments_reader_key" ON "comments"("reader_key", "created_at" DESC) WHERE "reader_key" IS NOT NULL;

-- The one way in which public code sees comments: approved ones of live stories, without the reader's e-mail address. Of one
-- that is gone, while approved ones lie below it, only the place.
DROP VIEW "public_comments";
CREATE VIEW "public_comments" AS
  SELECT c.id, c.article_id, c.parent_id, c.root_id, c.depth,
         CASE WHEN c.status = 'approved' THEN c.author_name ELSE '' END AS author_name,
         CASE WHEN c.status = 'approved' THEN c.author_url END AS author_url,
         CASE WHEN c.status = 'approved' THEN c.body_html ELSE '' END AS body_html,
         c.by_staff AND c.status = 'approved' AS by_staff,
         c.status <> 'approved' AS removed,
         c.reply_count, c.descendants, c.reactions, c.score, c.pinned_at, c.version, c.created_at, c.updated_at, c.edited_at,
         c.in_reply_to_id, c.deleted_at
  FROM comments c
  JOIN publications p ON p.article_id = c.article_id
  WHERE c.shown;

-- What readers report. The key of who did is forgotten after two days, as it is good for one.
CREATE TABLE "comment_flags" (
    "id" UUID NOT NULL,
    "comment_id" UUID NOT NULL,
    "reader_key" TEXT,
    "reason" TEXT NOT NULL,
    "note" TEXT,
    "resolved_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "comment_flags_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "comment_flags_comment_id_reader_key_key" ON "comment_flags"("comment_id", "reader_key");
CREATE INDEX "comment_flags_known_readers" ON "comment_flags"("created_at") WHERE "reader_key" IS NOT NULL;
ALTER TABLE "comment_flags" ADD CONSTRAINT "comment_flags_comment_id_fkey" FOREIGN KEY ("comment_id") REFERENCES "comments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Which reader has reacted how, for as long as that can be told: the numbers are on the comments.
CREATE TABLE "comment_reactions" (
    "comment_id" UUID NOT NULL,
    "reader_key" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "comment_reactions_pkey" PRIMARY KEY ("comment_id", "reader_key")
);
CREATE INDEX "comment_reactions_created_at_idx" ON "comment_reactions"("created_at");
ALTER TABLE "comment_reactions" ADD CONSTRAINT "comment_reactions_comment_id_fkey" FOREIGN KEY ("comment_id") REFERENCES "comments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Mail about comments: what has been sent, and who wants no more of it.
CREATE TABLE "comment_notices" (
    "comment_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "sent_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "comment_notices_pkey" PRIMARY KEY ("comment_id", "kind")
);
ALTER TABLE "comment_notices" ADD CONSTRAINT "comment_notices_comment_id_fkey" FOREIGN KEY ("comment_id") REFERENCES "comments"("id") ON DELETE CASCADE ON UPDATE CASCADE;
CREATE TABLE "comment_unsubscribes" (
    "author_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "comment_unsubscribes_pkey" PRIMARY KEY ("author_key")
);

-- That somebody's data were handed out or erased, and by whom: without a word about whose.
CREATE TABLE "privacy_requests" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "comments" INTEGER NOT NULL,
    "asked_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "privacy_requests_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "privacy_requests_created_at_id_idx" ON "privacy_requests"("created_at" DESC, "id" DESC);
-- Mail that is tried again.
CREATE INDEX "comment_notices_deferred" ON "comment_notices" ("sent_at") WHERE "kind" LIKE '%-deferred';
