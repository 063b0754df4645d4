-- What a newsroom says of its own mistakes.
CREATE TABLE "corrections" (
    "id" UUID NOT NULL,
    "article_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "note" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3),
    "revision_before" INTEGER,
    "revision_after" INTEGER,
    "made_by" TEXT NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "corrections_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "corrections_kind" CHECK ("kind" IN ('correction', 'clarification', 'update', 'retraction'))
);
CREATE INDEX "corrections_article_id_created_at_id_idx" ON "corrections"("article_id", "created_at" DESC, "id" DESC);
CREATE INDEX "corrections_created_at_id_idx" ON "corrections"("created_at" DESC, "id" DESC);
CREATE INDEX "corrections_told" ON "corrections"("at" DESC, "id" DESC) WHERE "at" IS NOT NULL;
CREATE INDEX "corrections_told_by_kind" ON "corrections"("kind", "at" DESC, "id" DESC) WHERE "at" IS NOT NULL;
CREATE INDEX "corrections_told_of_article" ON "corrections"("article_id", "at" DESC, "id" DESC) WHERE "at" IS NOT NULL;
ALTER TABLE "corrections" ADD CONSTRAINT "corrections_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The one way in which public code sees corrections: those that readers were told of, of live stories, without what the desk notes.
CREATE VIEW "public_corrections" AS
  SELECT c.id, c.article_id, c.kind, c.note, c.at, c.version, c.updated_at
  FROM corrections c JOIN publications p ON p.article_id = c.article_id
  WHERE c.at IS NOT NULL;

-- Lists that editors order.
CREATE TABLE "lists" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT,
    "published" BOOLEAN NOT NULL DEFAULT false,
    "size" INTEGER NOT NULL,
    "rule" JSONB,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "lists_pkey" PRIMARY KEY ("id"),
    CONSTRAINT "lists_size" CHECK ("size" BETWEEN 1 AND 100)
);
CREATE UNIQUE INDEX "lists_slug_key" ON "lists"("slug");
CREATE INDEX "lists_name_id_idx" ON "lists"("name", "id");

CREATE TABLE "list_slugs" (
    "slug" TEXT NOT NULL,
    "list_id" UUID NOT NULL,

    CONSTRAINT "list_slugs_pkey" PRIMARY KEY ("slug")
);
CREATE INDEX "list_slugs_list_id_idx" ON "list_slugs"("list_id");
ALTER TABLE "list_slugs" ADD CONSTRAINT "list_slugs_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "lists"("id") ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;

CREATE TABLE "list_pins" (
    "list_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "article_id" UUID NOT NULL,
    "label" TEXT,
    "headline" TEXT,
    "standfirst" TEXT,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "list_pins_pkey" PRIMARY KEY ("list_id", "position"),
    CONSTRAINT "list_pins_position" CHECK ("position" BETWEEN 1 AND 100)
);
CREATE UNIQUE INDEX "list_pins_list_id_article_id_key" ON "list_pins"("list_id", "article_id");
CREATE INDEX "list_pins_article_id_idx" ON "list_pins"("article_id");
ALTER TABLE "list_pins" ADD CONSTRAINT "list_pins_list_id_fkey" FOREIGN KEY ("list_id") REFERENCES "lists"("id") ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE "list_pins" ADD CONSTRAINT "list_pins_article_id_fkey" FOREIGN KEY ("article_id") REFERENCES "articles"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The two ways in which public code sees them: lists that are published, and pins of live stories in those.
CREATE VIEW "public_lists" AS
  SELECT id, slug, name, description, size, rule, version, created_at, updated_at FROM lists WHERE published;
CREATE VIEW "public_list_pins" AS
  SELECT i.list_id, i.position, i.article_id, i.label, i.headline, i.standfirst, i.until
  FROM list_pins i JOIN lists l ON l.id = i.list_id AND l.published JOIN publications p ON p.article_id = i.article_id;
