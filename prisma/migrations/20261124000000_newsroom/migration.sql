-- The text search configuration of a BCP 47 language tag: a language without a stemmer is matched word for word.
CREATE FUNCTION search_config(lang text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE split_part(lower(lang), '-', 1)
    WHEN 'ar' THEN 'arabic' WHEN 'da' THEN 'danish' WHEN 'de' THEN 'german' WHEN 'en' THEN 'english'
    WHEN 'es' THEN 'spanish' WHEN 'fi' THEN 'finnish' WHEN 'fr' THEN 'french' WHEN 'hu' THEN 'hungarian'
    WHEN 'it' THEN 'italian' WHEN 'nb' THEN 'norwegian' WHEN 'nl' THEN 'dutch' WHEN 'no' THEN 'norwegian'
    WHEN 'pt' THEN 'portuguese' WHEN 'ro' THEN 'romanian' WHEN 'ru' THEN 'russian' WHEN 'sv' THEN 'swedish'
    WHEN 'tr' THEN 'turkish' ELSE 'simple' END::regconfig
$$;

-- The words of a story, the headline weighing most. Both copies of a story, desk and newsstand, are searched alike.
CREATE FUNCTION story_words(lang text, headline text, standfirst text, body_text text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT setweight(to_tsvector(search_config(lang), headline), 'A')
      || setweight(to_tsvector(search_config(lang), coalesce(standfirst, '')), 'B')
      || setweight(to_tsvector(search_config(lang), left(body_text, 250000)), 'C')
$$;

-- RFC 3339 in UTC with milliseconds, as the API prints every time.
CREATE FUNCTION rfc3339(instant timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

-- CreateTable
CREATE TABLE "articles" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'draft',
    "version" INTEGER NOT NULL DEFAULT 1,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "published_revision" INTEGER,
    "type" TEXT NOT NULL DEFAULT 'article',
    "headline" TEXT NOT NULL,
    "standfirst" TEXT,
    "body" TEXT NOT NULL DEFAULT '',
    "body_text" TEXT NOT NULL DEFAULT '',
    "lang" TEXT NOT NULL DEFAULT 'en',
    "dateline" TEXT,
    "section_id" UUID,
    "tags" TEXT[],
    "lead_image" JSONB,
    "seo" JSONB,
    "sources" JSONB NOT NULL DEFAULT '[]',
    "related" UUID[],
    "comments_open" BOOLEAN NOT NULL DEFAULT true,
    "published_at" TIMESTAMPTZ(3),
    "first_published_at" TIMESTAMPTZ(3),
    "trashed_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "search" tsvector GENERATED ALWAYS AS (story_words("lang", "headline", "standfirst", "body_text")) STORED,

    CONSTRAINT "articles_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "article_people" (
    "article_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "person_id" UUID NOT NULL,
    "relation" TEXT NOT NULL,
    "title_as_printed" TEXT,

    CONSTRAINT "article_people_pkey" PRIMARY KEY ("article_id","position")
);

-- CreateTable
CREATE TABLE "article_external_ids" (
    "source" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "article_id" UUID NOT NULL,

    CONSTRAINT "article_external_ids_pkey" PRIMARY KEY ("source","external_id")
);

-- CreateTable
CREATE TABLE "article_slugs" (
    "slug" TEXT NOT NULL,
    "article_id" UUID NOT NULL,

    CONSTRAINT "article_slugs_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "revisions" (
    "article_id" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "snapshot" JSONB NOT NULL,
    "saved_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "revisions_pkey" PRIMARY KEY ("article_id","number")
);

-- CreateTable
CREATE TABLE "comments" (
    "id" UUID NOT NULL,
    "article_id" UUID NOT NULL,
    "parent_id" UUID,
    "depth" INTEGER NOT NULL DEFAULT 0,
    "status" TEXT NOT NULL DEFAULT 'pending',
    "author_name" TEXT NOT NULL,
    "author_email" TEXT NOT NULL,
    "author_url" TEXT,
    "body" TEXT NOT NULL,
    "body_html" TEXT NOT NULL,
    "edit_token_hash" TEXT NOT NULL,
    "reply_count" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "edited_at" TIMESTAMPTZ(3),

    CONSTRAINT "comments_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "comment_counts" (
    "article_id" UUID NOT NULL,
    "approved" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "comment_counts_pkey" PRIMARY KEY ("article_id")
);

-- CreateTable
CREATE TABLE "publications" (
    "article_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "headline" TEXT NOT NULL,
    "standfirst" TEXT,
    "body" TEXT NOT NULL,
    "body_text" TEXT NOT NULL,
    "lang" TEXT NOT NULL,
    "dateline" TEXT,
    "section_id" UUID,
    "tags" TEXT[],
    "lead_image" JSONB,
    "seo" JSONB,
    "sources" JSONB NOT NULL,
    "related" UUID[],
    "comments_open" BOOLEAN NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,
    "first_published_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "search" tsvector GENERATED ALWAYS AS (story_words("lang", "headline", "standfirst", "body_text")) STORED,

    CONSTRAINT "publications_pkey" PRIMARY KEY ("article_id")
);

-- CreateTable
CREATE TABLE "publication_sections" (
    "section_id" UUID NOT NULL,
    "article_id" UUID NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "publication_sections_pkey" PRIMARY KEY ("article_id","section_id")
);

-- CreateTable
CREATE TABLE "publication_tags" (
    "tag" TEXT NOT NULL,
    "article_id" UUID NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "publication_tags_pkey" PRIMARY KEY ("article_id","tag")
);

-- CreateTable
CREATE TABLE "publication_people" (
    "article_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "person_id" UUID NOT NULL,
    "relation" TEXT NOT NULL,
    "title_as_printed" TEXT,
    "listed" BOOLEAN NOT NULL,
    "published_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "publication_people_pkey" PRIMARY KEY ("article_id","position")
);

-- CreateTable
CREATE TABLE "publication_slugs" (
    "slug" TEXT NOT NULL,
    "article_id" UUID NOT NULL,

    CONSTRAINT "publication_slugs_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "people" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sort_name" TEXT NOT NULL,
    "given_name" TEXT,
    "family_name" TEXT,
    "name_order" TEXT NOT NULL DEFAULT 'given-first',
    "short_names" TEXT[],
    "disambiguation" TEXT,
    "bio" TEXT,
    "image_url" TEXT,
    "wikidata_id" TEXT,
    "same_as" TEXT[],
    "search_text" TEXT NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "search" tsvector GENERATED ALWAYS AS (to_tsvector('simple', "search_text")) STORED,

    CONSTRAINT "people_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_aliases" (
    "person_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "valid_from" TEXT,
    "valid_to" TEXT,

    CONSTRAINT "person_aliases_pkey" PRIMARY KEY ("person_id","position")
);

-- CreateTable
CREATE TABLE "person_roles" (
    "person_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "organisation" TEXT,
    "valid_from" TEXT,
    "valid_to" TEXT,

    CONSTRAINT "person_roles_pkey" PRIMARY KEY ("person_id","position")
);

-- CreateTable
CREATE TABLE "person_slugs" (
    "slug" TEXT NOT NULL,
    "person_id" UUID NOT NULL,

    CONSTRAINT "person_slugs_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "events" (
    "seq" BIGSERIAL NOT NULL,
    "position" BIGINT,
    "type" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "payload" JSONB NOT NULL,
    "actor" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "events_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "event_consumers" (
    "name" TEXT NOT NULL,
    "position" BIGINT NOT NULL DEFAULT 0,
    "leased_by" TEXT,
    "leased_until" TIMESTAMPTZ(3),

    CONSTRAINT "event_consumers_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "holder" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "request_hash" TEXT NOT NULL,
    "answer" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("holder","key")
);

-- CreateTable
CREATE TABLE "sections" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "parent_id" UUID,
    "path" TEXT NOT NULL,
    "lineage" UUID[],
    "position" INTEGER NOT NULL DEFAULT 0,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "sections_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "section_slugs" (
    "slug" TEXT NOT NULL,
    "section_id" UUID NOT NULL,

    CONSTRAINT "section_slugs_pkey" PRIMARY KEY ("slug")
);

-- CreateTable
CREATE TABLE "tokens" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "scopes" TEXT[],
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "tokens_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "articles_slug_key" ON "articles"("slug");

-- CreateIndex
CREATE INDEX "articles_updated_at_id_idx" ON "articles"("updated_at", "id");

-- CreateIndex
CREATE INDEX "articles_created_at_id_idx" ON "articles"("created_at", "id");

-- CreateIndex
CREATE INDEX "articles_status_updated_at_id_idx" ON "articles"("status", "updated_at", "id");

-- CreateIndex
CREATE INDEX "articles_section_id_updated_at_id_idx" ON "articles"("section_id", "updated_at", "id");

-- CreateIndex
CREATE INDEX "articles_tags_idx" ON "articles" USING GIN ("tags");

-- CreateIndex
CREATE INDEX "articles_search_idx" ON "articles" USING GIN ("search");

-- CreateIndex
CREATE INDEX "article_people_person_id_idx" ON "article_people"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "article_people_article_id_person_id_relation_key" ON "article_people"("article_id", "person_id", "relation");

-- CreateIndex
CREATE INDEX "article_external_ids_article_id_idx" ON "article_external_ids"("article_id");

-- CreateIndex
CREATE INDEX "article_slugs_article_id_idx" ON "article_slugs"("article_id");

-- CreateIndex
CREATE INDEX "comments_article_id_status_created_at_id_idx" ON "comments"("article_id", "status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "comments_status_created_at_id_idx" ON "comments"("status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "comments_created_at_id_idx" ON "comments"("created_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "comments_parent_id_status_created_at_id_idx" ON "comments"("parent_id", "status", "created_at" DESC, "id" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "publications_slug_key" ON "publications"("slug");

-- CreateIndex
CREATE INDEX "publications_published_at_article_id_idx" ON "publications"("published_at" DESC, "article_id" DESC);

-- CreateIndex
CREATE INDEX "publications_first_published_at_article_id_idx" ON "publications"("first_published_at" DESC, "article_id" DESC);

-- CreateIndex
CREATE INDEX "publications_updated_at_article_id_idx" ON "publications"("updated_at" DESC, "article_id" DESC);

-- CreateIndex
CREATE INDEX "publications_lang_published_at_article_id_idx" ON "publications"("lang", "published_at" DESC, "article_id" DESC);

-- CreateIndex
CREATE INDEX "publications_type_published_at_article_id_idx" ON "publications"("type", "published_at" DESC, "article_id" DESC);

-- CreateIndex
CREATE INDEX "publications_search_idx" ON "publications" USING GIN ("search");

-- CreateIndex
CREATE INDEX "publication_sections_section_id_published_at_article_id_idx" ON "publication_sections"("section_id", "published_at" DESC, "article_id" DESC);

-- CreateIndex
CREATE INDEX "publication_tags_tag_published_at_article_id_idx" ON "publication_tags"("tag", "published_at" DESC, "article_id" DESC);

-- CreateIndex
CREATE INDEX "publication_people_person_id_published_at_article_id_idx" ON "publication_people"("person_id", "published_at" DESC, "article_id" DESC);

-- CreateIndex
CREATE INDEX "publication_slugs_article_id_idx" ON "publication_slugs"("article_id");

-- CreateIndex
CREATE UNIQUE INDEX "people_slug_key" ON "people"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "people_wikidata_id_key" ON "people"("wikidata_id");

-- CreateIndex
CREATE INDEX "people_sort_name_id_idx" ON "people"("sort_name", "id");

-- CreateIndex
CREATE INDEX "people_updated_at_id_idx" ON "people"("updated_at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "people_search_idx" ON "people" USING GIN ("search");

-- CreateIndex
CREATE INDEX "person_slugs_person_id_idx" ON "person_slugs"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "events_position_key" ON "events"("position");

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateIndex
CREATE UNIQUE INDEX "sections_slug_key" ON "sections"("slug");

-- CreateIndex
CREATE INDEX "sections_position_id_idx" ON "sections"("position", "id");

-- CreateIndex
CREATE INDEX "sections_parent_id_idx" ON "sections"("parent_id");

-- CreateIndex
CREATE INDEX "section_slugs_section_id_idx" ON "section_slugs"("section_id");

-- CreateIndex
CREATE UNIQUE INDEX "tokens_hash_key" ON "tokens"("hash");

-- CreateIndex
CREATE INDEX "tokens_created_at_id_idx" ON "tokens"("created_at" DESC, "id" DESC);

-- AddForeignKey
ALTER TABLE "articles" ADD CONSTRAINT "articles_section_id_fkey" FOREIGN KEY ("section_id") REFERENCES "sections"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "article_people" ADD CONSTRAINT "article_people_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "article_people" ADD CONSTRAINT "article_people_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "article_external_ids" ADD CONSTRAINT "article_external_ids_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "article_slugs" ADD CONSTRAINT "article_slugs_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "revisions" ADD CONSTRAINT "revisions_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comments" ADD CONSTRAINT "comments_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "comments" ADD CONSTRAINT "comments_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "comments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "publications" ADD CONSTRAINT "publications_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "publication_sections" ADD CONSTRAINT "publication_sections_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "publications"("article_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "publication_tags" ADD CONSTRAINT "publication_tags_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "publications"("article_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "publication_people" ADD CONSTRAINT "publication_people_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "publications"("article_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_aliases" ADD CONSTRAINT "person_aliases_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_roles" ADD CONSTRAINT "person_roles_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "person_slugs" ADD CONSTRAINT "person_slugs_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "people"("id") ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- AddForeignKey
ALTER TABLE "sections" ADD CONSTRAINT "sections_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "sections"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "section_slugs" ADD CONSTRAINT "section_slugs_section_id_fkey" FOREIGN KEY ("section_id") REFERENCES "sections"("id") ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

-- What a value may be, whoever writes it.
ALTER TABLE "articles" ADD CONSTRAINT "articles_status" CHECK ("status" IN ('draft', 'published', 'unpublished', 'trashed'));
ALTER TABLE "comments" ADD CONSTRAINT "comments_status" CHECK ("status" IN ('pending', 'approved', 'rejected', 'spam'));
ALTER TABLE "comments" ADD CONSTRAINT "comments_reply_count" CHECK ("reply_count" >= 0);
ALTER TABLE "comment_counts" ADD CONSTRAINT "comment_counts_approved" CHECK ("approved" >= 0);
ALTER TABLE "comment_counts" ADD CONSTRAINT "comment_counts_article_id_fkey"
  FOREIGN KEY ("article_id") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "publication_slugs" ADD CONSTRAINT "publication_slugs_article_id_fkey"
  FOREIGN KEY ("article_id") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Events that the relay has not numbered yet.
CREATE INDEX "events_unnumbered" ON "events" ("seq") WHERE "position" IS NULL;

-- The one way in which public code sees comments: approved ones of live stories, without the reader's e-mail address.
CREATE VIEW "public_comments" AS
  SELECT c.id, c.article_id, c.parent_id, c.depth, c.author_name, c.author_url, c.body_html, c.reply_count,
         c.version, c.created_at, c.updated_at, c.edited_at
  FROM comments c
  JOIN publications p ON p.article_id = c.article_id
  WHERE c.status = 'approved';
