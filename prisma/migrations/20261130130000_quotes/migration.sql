-- Quotes as data: stored with the mention of their speaker, and listed by person for readers.
ALTER TABLE public."mentions" ADD COLUMN "quotes" JSON NOT NULL DEFAULT '[]';
ALTER TABLE public."publication_mentions" ADD COLUMN "quotes" JSON NOT NULL DEFAULT '[]';

CREATE TABLE public."publication_quotes" (
    "id" UUID NOT NULL,
    "article_id" UUID NOT NULL,
    "mention_id" UUID NOT NULL,
    "person_id" UUID NOT NULL,
    "field" TEXT NOT NULL,
    "start_at" INTEGER NOT NULL,
    "end_at" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "verb" TEXT NOT NULL,
    "order_key" DOUBLE PRECISION NOT NULL,
    CONSTRAINT "publication_quotes_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "publication_quotes_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES public."publications"("article_id") ON DELETE CASCADE ON UPDATE CASCADE,
    CONSTRAINT "publication_quotes_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES public."people"("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "publication_quotes_person_id_order_key_id_idx" ON public."publication_quotes"("person_id", "order_key" DESC, "id" DESC);
CREATE INDEX "publication_quotes_article_id_idx" ON public."publication_quotes"("article_id");
CREATE INDEX "publication_quotes_mention_id_idx" ON public."publication_quotes"("mention_id");

-- Search all articles again, so that articles from before this migration have quotes, too.
INSERT INTO public."articles_to_link" ("article_id")
SELECT "id" FROM public."articles" WHERE "status" <> 'trashed' ORDER BY "id" ON CONFLICT ("article_id") DO NOTHING;
