-- Who writes comments, by keyed hashes alone. The address itself is sealed, in the column that it had.
ALTER TABLE "comments"
    ADD COLUMN "in_reply_to_id" UUID,
    ADD COLUMN "author_key" TEXT,
    ADD COLUMN "fingerprint" TEXT,
    ADD COLUMN "deleted_at" TIMESTAMPTZ(3);
CREATE INDEX "comments_author_key_idx" ON "comments"("author_key", "status", "created_at" DESC);
CREATE INDEX "comments_fingerprint_idx" ON "comments"("fingerprint", "created_at" DESC);
CREATE INDEX "comments_unsealed" ON "comments"("id") WHERE "author_key" IS NULL;

CREATE OR REPLACE VIEW "public_comments" AS
  SELECT c.id, c.article_id, c.parent_id, c.depth, c.author_name, c.author_url, c.body_html, c.reply_count,
         c.version, c.created_at, c.updated_at, c.edited_at, c.in_reply_to_id, c.deleted_at
  FROM comments c
  JOIN publications p ON p.article_id = c.article_id
  WHERE c.status = 'approved';

-- What holds for comments: on the site, in a section and those below it, on one article. The nearest wins, value by value.
CREATE TABLE "comment_policies" (
    "place" TEXT NOT NULL,
    "section_id" UUID,
    "article_id" UUID,
    "mode" TEXT,
    "close_after_days" INTEGER,
    "max_links" INTEGER,
    "min_seconds" INTEGER,
    "max_depth" INTEGER,
    "guests" BOOLEAN,
    "updated_by" TEXT,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "comment_policies_pkey" PRIMARY KEY ("place")
);
CREATE INDEX "comment_policies_section_id_idx" ON "comment_policies"("section_id");
CREATE INDEX "comment_policies_article_id_idx" ON "comment_policies"("article_id");
ALTER TABLE "comment_policies" ADD CONSTRAINT "comment_policies_section_id_fkey" FOREIGN KEY ("section_id") REFERENCES "sections"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "comment_policies" ADD CONSTRAINT "comment_policies_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

CREATE TABLE "comment_words" (
    "id" UUID NOT NULL,
    "phrase" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "comment_words_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "comment_words_phrase_key" ON "comment_words"("phrase");

CREATE TABLE "comment_bans" (
    "id" UUID NOT NULL,
    "author_key" TEXT NOT NULL,
    "reason" TEXT,
    "until" TIMESTAMPTZ(3),
    "banned_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "comment_bans_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "comment_bans_author_key_key" ON "comment_bans"("author_key");

-- Who decided what of a comment, and why. Rows are added, never changed.
CREATE TABLE "comment_decisions" (
    "id" UUID NOT NULL,
    "comment_id" UUID NOT NULL,
    "status_before" TEXT,
    "status" TEXT NOT NULL,
    "phase" TEXT NOT NULL,
    "reason" TEXT,
    "decided_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "comment_decisions_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "comment_decisions_comment_id_id_idx" ON "comment_decisions"("comment_id", "id");
ALTER TABLE "comment_decisions" ADD CONSTRAINT "comment_decisions_comment_id_fkey" FOREIGN KEY ("comment_id") REFERENCES "comments"("id") ON DELETE CASCADE ON UPDATE CASCADE;
