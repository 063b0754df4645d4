-- The lead image of an article can be an asset. The id of the asset is in the JSON of the image.
ALTER TABLE "articles" ADD COLUMN "lead_asset_id" UUID GENERATED ALWAYS AS (("lead_image"->>'asset')::uuid) STORED
  REFERENCES "assets"("id") ON DELETE RESTRICT;
CREATE INDEX "articles_lead_asset_id_idx" ON "articles"("lead_asset_id") WHERE "lead_asset_id" IS NOT NULL;

ALTER TABLE "publications" ADD COLUMN "lead_asset_id" UUID GENERATED ALWAYS AS (("lead_image"->>'asset')::uuid) STORED
  REFERENCES "assets"("id") ON DELETE RESTRICT;
CREATE INDEX "publications_lead_asset_id_idx" ON "publications"("lead_asset_id") WHERE "lead_asset_id" IS NOT NULL;
