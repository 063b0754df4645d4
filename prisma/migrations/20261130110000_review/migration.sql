-- Review before publication: the last step of the review of an article, and its internal notes.
ALTER TABLE public."articles"
    ADD COLUMN "review_step" TEXT,
    ADD COLUMN "review_revision" INTEGER;
-- Few articles are in review at a time, so the index is small.
CREATE INDEX "articles_review" ON public."articles"("updated_at", "id") WHERE "review_step" IS NOT NULL;

CREATE TABLE public."article_notes" (
    "id" UUID NOT NULL,
    "article_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT,
    "revision" INTEGER NOT NULL,
    "author" TEXT NOT NULL,
    "author_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    CONSTRAINT "article_notes_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "article_notes_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES public."articles"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "article_notes_article_id_created_at_id_idx" ON public."article_notes"("article_id", "created_at" DESC, "id" DESC);
