CREATE TABLE "assets" (
  "id" UUID NOT NULL,
  "kind" TEXT NOT NULL CHECK ("kind" IN ('image', 'audio', 'video', 'document')),
  "media_type" TEXT NOT NULL,
  "bytes" BIGINT NOT NULL,
  "checksum" TEXT NOT NULL,
  "filename" TEXT,
  "width" INTEGER,
  "height" INTEGER,
  "alt" JSONB NOT NULL DEFAULT '{}',
  "caption" TEXT,
  "credit" TEXT,
  "source" TEXT,
  "licence" TEXT,
  "available_from" TIMESTAMPTZ(3),
  "available_until" TIMESTAMPTZ(3),
  "territories" TEXT[] NOT NULL DEFAULT '{}',
  "taken_at" TEXT,
  "place" TEXT,
  "tags" TEXT[] NOT NULL DEFAULT '{}',
  "tag_slugs" TEXT[] NOT NULL DEFAULT '{}',
  "focal_x" DOUBLE PRECISION CHECK ("focal_x" BETWEEN 0 AND 1),
  "focal_y" DOUBLE PRECISION CHECK ("focal_y" BETWEEN 0 AND 1),
  "thumbhash" TEXT,
  "dominant_color" TEXT,
  "visibility" TEXT NOT NULL DEFAULT 'draft' CHECK ("visibility" IN ('draft', 'public')),
  "public_change_at" TIMESTAMPTZ(3),
  "search_text" TEXT NOT NULL DEFAULT '',
  "desk_text" TEXT NOT NULL DEFAULT '',
  "version" INTEGER NOT NULL DEFAULT 1,
  "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "search" tsvector GENERATED ALWAYS AS (public.story_words('und', '', NULL, "search_text")) STORED,
  "desk_search" tsvector GENERATED ALWAYS AS (public.story_words('und', '', NULL, "search_text" || E'\n' || "desk_text")) STORED,
  CONSTRAINT "assets_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "assets_checksum_key" ON "assets"("checksum");
CREATE INDEX "assets_created_at_id_idx" ON "assets"("created_at" DESC, "id" DESC);
CREATE INDEX "assets_kind_created_at_id_idx" ON "assets"("kind", "created_at" DESC, "id" DESC);
CREATE INDEX "assets_credit_created_at_id_idx" ON "assets"("credit", "created_at" DESC, "id" DESC) WHERE "credit" IS NOT NULL;
CREATE INDEX "assets_tag_slugs_idx" ON "assets" USING GIN ("tag_slugs");
CREATE INDEX "assets_public_change_at_idx" ON "assets"("public_change_at", "id") WHERE "public_change_at" IS NOT NULL;
CREATE INDEX "assets_desk_search_idx" ON "assets" USING GIN ("desk_search") WITH (fastupdate = off);
CREATE INDEX "assets_search_idx" ON "assets" USING GIN ("search") WITH (fastupdate = off);

CREATE TABLE "asset_people" (
  "asset_id" UUID NOT NULL REFERENCES "assets"("id") ON DELETE CASCADE ON UPDATE CASCADE,
  "person_id" UUID NOT NULL REFERENCES "people"("id") ON DELETE RESTRICT ON UPDATE CASCADE,
  "role" TEXT NOT NULL CHECK ("role" IN ('creator', 'pictured')),
  "position" INTEGER NOT NULL,
  CONSTRAINT "asset_people_pkey" PRIMARY KEY ("asset_id", "role", "person_id")
);
CREATE INDEX "asset_people_person_id_idx" ON "asset_people"("person_id");

-- Public reads see only this view: public assets in the time in which they may be shown.
CREATE VIEW "public_assets" AS
  SELECT * FROM "assets"
  WHERE "visibility" = 'public'
    AND ("available_from" IS NULL OR "available_from" <= now())
    AND ("available_until" IS NULL OR "available_until" > now());
